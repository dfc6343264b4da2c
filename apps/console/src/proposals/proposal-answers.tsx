import type { Party, ProposalView, RefusalReason } from '@jiedui/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call } from '../api/index.js';
import { localTime, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { useProblemMessage } from '../shell/problem-notice.js';
import type { ConsentMarket } from './proposal-markets.js';

const parties: readonly Party[] = ['supply', 'demand'];

/** Who has answered what. */
export function ProposalAnswers({ consent, proposal }: { consent: ConsentMarket; proposal: ProposalView }): ReactNode {
  const { t } = useTexts();
  const party = (one: Party): string => t(`proposal.party.${one}.${consent.market}`);
  const lines: string[] = [];
  if (proposal.refusal !== null) lines.push(t('proposal.refusedBy', { party: party(proposal.refusal.party), reason: proposal.refusal.words ?? t(`refusal.${proposal.refusal.reason}`) }));
  else if (proposal.state === 'sent') for (const one of parties) lines.push(t((one === 'supply' ? proposal.acceptedBySupply : proposal.acceptedByDemand) === null ? 'proposal.waiting' : 'proposal.accepted', { party: party(one) }));
  if (proposal.personAnswer !== null) lines.push(t(proposal.personAnswer.yes ? 'proposal.person.yes' : 'proposal.person.no', { time: localTime(proposal.personAnswer.at) }));
  if (proposal.overrideReason !== null) lines.push(t('proposal.overridden', { reason: proposal.overrideReason }));
  return lines.length === 0 ? <span className="muted">—</span> : <>{lines.map((line) => <div key={line} className="small">{line}</div>)}</>;
}

/** Accept and refuse, for the side the reader stands on. */
export function ProposalActs({ consent, proposal }: { consent: ConsentMarket; proposal: ProposalView }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const { message } = App.useApp();
  const client = useQueryClient();
  const say = useProblemMessage();
  const [refusing, setRefusing] = useState(false);
  const side = parties.find((one) => may(consent.answer[one]) && (one === 'supply' ? proposal.acceptedBySupply : proposal.acceptedByDemand) === null);
  const renew = (): void => { for (const key of ['proposals', 'home', 'agreements']) void client.invalidateQueries({ queryKey: [key] }); };
  const accept = useMutation({
    mutationFn: (one: Party) => call(one === 'supply' ? consent.operations.acceptSupply : consent.operations.acceptDemand, { id: proposal.id, version: proposal.version }),
    onSuccess: (changed) => { void message.success(t(changed.state === 'agreed' ? 'proposal.agreedMessage' : 'proposal.acceptedMessage')); renew(); }, onError: say,
  });
  if (proposal.state !== 'sent' || side === undefined) return null;
  return (
    <span style={{ display: 'inline-flex', gap: 6 }} onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()} role="presentation">
      <Button size="small" type="primary" loading={accept.isPending} onClick={() => accept.mutate(side)} data-testid="proposal-accept">{t('proposal.accept')}</Button>
      <Button size="small" onClick={() => setRefusing(true)} data-testid="proposal-refuse">{t('proposal.refuse')}</Button>
      <RefuseDialog consent={consent} proposal={proposal} side={side} open={refusing} onClose={() => setRefusing(false)} onDone={() => { setRefusing(false); renew(); }} />
    </span>
  );
}

interface Refusing { reason: RefusalReason; words?: string }

function RefuseDialog({ consent, proposal, side, open, onClose, onDone }: { consent: ConsentMarket; proposal: ProposalView; side: Party; open: boolean; onClose: () => void; onDone: () => void }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const say = useProblemMessage();
  const [form] = Form.useForm<Refusing>();
  const refuse = useMutation({
    mutationFn: ({ reason, words }: Refusing) => call(side === 'supply' ? consent.operations.refuseSupply : consent.operations.refuseDemand, {
      id: proposal.id, version: proposal.version, reason, ...(words === undefined || words.trim() === '' ? {} : { words: words.trim() }),
    }),
    onSuccess: () => { void message.success(t('proposal.refused')); onDone(); }, onError: say,
  });
  return (
    <Modal
      open={open} onCancel={onClose} destroyOnHidden title={t('proposal.refuseTitle', { supply: proposal.supplyLabel, demand: proposal.demandLabel })}
      okText={t('proposal.refuse')} cancelText={t('act.cancel')} okButtonProps={{ danger: true, loading: refuse.isPending, 'data-testid': 'refuse-confirm' }} onOk={() => form.submit()}
    >
      <p>{t('proposal.refuseText')}</p>
      <Form<Refusing> form={form} layout="vertical" onFinish={(values) => refuse.mutate(values)}>
        <Form.Item name="reason" label={t('proposal.refuse.reason')} rules={[{ required: true, message: t('row.reasonNeeded') }]}>
          <Select options={consent.reasons.map((reason) => ({ value: reason, label: t(`refusal.${reason}`) }))} data-testid="refuse-reason" />
        </Form.Item>
        <Form.Item name="words" label={t('proposal.refuse.words')}><Input.TextArea rows={2} maxLength={200} data-testid="refuse-words" /></Form.Item>
      </Form>
    </Modal>
  );
}
