import type { ClaimRefusal, ClaimView } from '@jiedui/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input, Modal, Popconfirm, Select, Skeleton, Timeline } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { localTime, unknownMark, useTexts } from '../messages/index.js';
import { todayInShanghai } from '../placements/placement-words.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { usePhone } from '../shell/use-phone.js';
import { ClaimStateWord, useRenewSubsidies, yuan } from './subsidy-words.js';

const refusals = ['terms-not-met', 'papers-missing', 'paid-elsewhere', 'funds-used-up', 'entered-in-error', 'other'] as const satisfies readonly ClaimRefusal[];

/** One claim: for whom, under which policy, what came of it, and who did what. */
export function ClaimDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const phone = usePhone();
  const { data, error, refetch } = useQuery({ queryKey: ['subsidy-claim', id], enabled: id !== undefined, queryFn: ({ signal }) => call(operations.subsidyClaims.get, { id: id ?? '' }, signal) });
  const shown = id === undefined ? undefined : data;
  return (
    <Drawer open={id !== undefined} onClose={onClose} size={phone ? '100%' : 560} data-testid="claim-drawer" title={shown === undefined ? '' : shown.claim.policy.title} footer={shown === undefined || shown.claim.acts.length === 0 ? null : <Acts claim={shown.claim} />}>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {shown === undefined && error === null && <Skeleton active />}
      {shown !== undefined && (
        <>
          <Facts claim={shown.claim} />
          <h2 style={{ marginTop: 22 }}>{t('event.history')}</h2>
          <Timeline data-testid="claim-history" items={shown.history.map((one, i) => ({ key: String(i), content: <div>{pick(one.actName)} <span className="muted small">{one.by} · <span className="figure">{localTime(one.at)}</span></span>{one.words !== null && <div className="muted" style={{ overflowWrap: 'anywhere' }}>{one.words}</div>}</div> }))} />
        </>
      )}
    </Drawer>
  );
}

function Facts({ claim }: { claim: ClaimView }): ReactNode {
  const { t, pick } = useTexts();
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t('claim.col.amount'), <span key="amount" className="figure" style={{ fontSize: 18, fontWeight: 500 }}>{yuan(claim.amountFen)}</span>], [t('claim.col.worker'), `${claim.workerTitle} ${claim.workerExternalId} · ${claim.regionName}`], [t('claim.col.subject'), `${claim.subjectTitle}${claim.employer === null ? '' : ` · ${claim.employer}`}`],
    [t('subsidy.field.kind'), pick(claim.policy.kindName)], [t('subsidy.field.claimant'), pick(claim.policy.claimantName)], [t('subsidy.office'), claim.policy.office], [t('claim.col.claimed'), `${claim.claimedBy} · ${localTime(claim.claimedAt)}`],
    ...(claim.paid === null ? [] : [[t('claim.paid'), `${claim.paid.on} · ${claim.paid.reference ?? unknownMark}`] as const]),
    ...(claim.refused === null ? [] : [[t('claim.refused'), [pick(claim.refused.reasonName), claim.refused.words].filter((part) => part !== null).join('：')] as const]),
  ];
  return (
    <>
      <div style={{ marginBottom: 14 }}><ClaimStateWord claim={claim} /></div>
      <table className="plain-table light"><tbody>{rows.map(([label, value]) => <tr key={label}><th scope="row" className="muted" style={{ width: '26%', fontWeight: 400 }}>{label}</th><td style={{ overflowWrap: 'anywhere' }}>{value}</td></tr>)}</tbody></table>
    </>
  );
}

/** What this reader may do now: the office examines and pays, whoever claimed takes it back. */
function Acts({ claim }: { claim: ClaimView }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewSubsidies(), say = useProblemMessage();
  const [open, setOpen] = useState<'pay' | 'correct' | 'refuse' | null>(null);
  const at = { id: claim.id, version: claim.version }, can = (act: (typeof claim.acts)[number]): boolean => claim.acts.includes(act), close = (): void => setOpen(null);
  const done = { onSuccess: () => { void message.success(t('event.done')); renew(); }, onError: say };
  const approve = useMutation({ mutationFn: () => call(operations.subsidyClaims.approve, at), ...done }), withdraw = useMutation({ mutationFn: () => call(operations.subsidyClaims.withdraw, at), ...done });
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
      {can('approve') && <Popconfirm title={t('claim.text.approve', { yuan: yuan(claim.amountFen) })} okText={t('claim.act.approve')} cancelText={t('act.back')} okButtonProps={{ 'data-testid': 'claim-approve-confirm' }} onConfirm={() => approve.mutate()}><Button type="primary" loading={approve.isPending} data-testid="claim-approve">{t('claim.act.approve')}</Button></Popconfirm>}
      {can('pay') && <Button type="primary" onClick={() => setOpen('pay')} data-testid="claim-pay">{t('claim.act.pay')}</Button>}
      {can('correct') && <Button onClick={() => setOpen('correct')} data-testid="claim-correct">{t('claim.act.correct')}</Button>}
      {can('refuse') && <Button danger onClick={() => setOpen('refuse')} data-testid="claim-refuse">{t('claim.act.refuse')}</Button>}
      {can('withdraw') && <Popconfirm title={t('claim.text.withdraw')} okText={t('claim.act.withdraw')} cancelText={t('act.back')} okButtonProps={{ 'data-testid': 'claim-withdraw-confirm' }} onConfirm={() => withdraw.mutate()}><Button loading={withdraw.isPending} data-testid="claim-withdraw">{t('claim.act.withdraw')}</Button></Popconfirm>}
      {open === 'pay' && <PayDialog claim={claim} onClose={close} />}
      {open === 'correct' && <CorrectDialog claim={claim} onClose={close} />}
      {open === 'refuse' && <RefuseDialog claim={claim} onClose={close} />}
    </div>
  );
}

interface Payment { on: string; reference: string }

function PayDialog({ claim, onClose }: { claim: ClaimView; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewSubsidies();
  const [form] = Form.useForm<Payment>();
  const pay = useMutation({
    mutationFn: ({ on, reference }: Payment) => call(operations.subsidyClaims.pay, { id: claim.id, version: claim.version, on, reference: reference.trim() }),
    onSuccess: () => { onClose(); void message.success(t('event.done')); renew(); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => (one.field === 'on' || one.field === 'reference' ? [{ name: one.field, errors: [pick(one.message)] }] : []))),
  });
  const need = (label: string) => [{ required: true, message: t('row.required', { header: label }) }];
  return (
    <Modal open onCancel={onClose} destroyOnHidden title={`${t('claim.act.pay')}：${yuan(claim.amountFen)}`} okText={t('claim.act.pay')} cancelText={t('act.back')} okButtonProps={{ loading: pay.isPending, 'data-testid': 'claim-pay-confirm' }} onOk={() => form.submit()}>
      <p className="muted">{t('claim.text.pay')}</p>
      {pay.error !== null && <ProblemNotice error={pay.error} />}
      <Form<Payment> form={form} layout="vertical" initialValues={{ on: todayInShanghai() }} onFinish={(values) => pay.mutate(values)} disabled={pay.isPending}>
        <Form.Item name="on" label={t('claim.field.on')} rules={need(t('claim.field.on'))}><DayInput testId="claim-on" /></Form.Item>
        <Form.Item name="reference" label={t('claim.field.reference')} rules={[{ required: true, whitespace: true, message: t('row.required', { header: t('claim.field.reference') }) }]}><Input maxLength={60} data-testid="claim-reference" /></Form.Item>
      </Form>
    </Modal>
  );
}

function CorrectDialog({ claim, onClose }: { claim: ClaimView; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewSubsidies();
  const [form] = Form.useForm<{ words: string }>();
  const correct = useMutation({ mutationFn: ({ words }: { words: string }) => call(operations.subsidyClaims.correct, { id: claim.id, version: claim.version, words: words.trim() }), onSuccess: () => { onClose(); void message.success(t('event.done')); renew(); } });
  return (
    <Modal open onCancel={onClose} destroyOnHidden title={t('claim.act.correct')} okText={t('claim.act.correct')} cancelText={t('act.back')} okButtonProps={{ loading: correct.isPending, 'data-testid': 'claim-correct-confirm' }} onOk={() => form.submit()}>
      <p className="muted">{t('claim.text.correct')}</p>
      {correct.error !== null && <ProblemNotice error={correct.error} />}
      <Form form={form} layout="vertical" onFinish={(values: { words: string }) => correct.mutate(values)} disabled={correct.isPending}>
        <Form.Item name="words" label={t('subsidy.field.why')} rules={[{ required: true, whitespace: true, message: t('row.reasonNeeded') }]}><Input.TextArea rows={2} maxLength={200} data-testid="claim-correct-words" /></Form.Item>
      </Form>
    </Modal>
  );
}

interface Refusal { reason: ClaimRefusal; words?: string }

function RefuseDialog({ claim, onClose }: { claim: ClaimView; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewSubsidies();
  const [form] = Form.useForm<Refusal>();
  const refuse = useMutation({
    mutationFn: ({ reason, words }: Refusal) => call(operations.subsidyClaims.refuse, { id: claim.id, version: claim.version, reason, ...((words ?? '').trim() === '' ? {} : { words: (words ?? '').trim() }) }),
    onSuccess: () => { onClose(); void message.success(t('event.done')); renew(); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => (one.field === 'reason' || one.field === 'words' ? [{ name: one.field, errors: [pick(one.message)] }] : []))),
  });
  return (
    <Modal open onCancel={onClose} destroyOnHidden title={t('claim.act.refuse')} okText={t('claim.act.refuse')} cancelText={t('act.back')} okButtonProps={{ danger: true, loading: refuse.isPending, 'data-testid': 'claim-refuse-confirm' }} onOk={() => form.submit()}>
      <p className="muted">{t('claim.text.refuse')}</p>
      {refuse.error !== null && <ProblemNotice error={refuse.error} />}
      <Form<Refusal> form={form} layout="vertical" onFinish={(values) => refuse.mutate(values)} disabled={refuse.isPending}>
        <Form.Item name="reason" label={t('subsidy.field.why')} rules={[{ required: true, message: t('row.reasonNeeded') }]}><Select options={refusals.map((one) => ({ value: one, label: t(`claim.refusal.${one}`) }))} data-testid="claim-reason" /></Form.Item>
        <Form.Item name="words" label={t('event.field.words')}><Input.TextArea rows={2} maxLength={200} data-testid="claim-words" /></Form.Item>
      </Form>
    </Modal>
  );
}
