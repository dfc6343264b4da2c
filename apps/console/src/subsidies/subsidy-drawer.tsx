import type { SubsidyView } from '@jiedui/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input, Modal, Popconfirm, Skeleton, Timeline } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations } from '../api/index.js';
import { fullNumber, localTime, unknownMark, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { usePhone } from '../shell/use-phone.js';
import { EligibleList } from './eligible-list.js';
import { SubsidyForm } from './subsidy-form.js';
import { SubsidyStateWord, useAmount, useRenewSubsidies, yuan } from './subsidy-words.js';

/** One policy: its terms, what was claimed under it, and who did what. */
export function SubsidyDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const phone = usePhone();
  const { data, error, refetch } = useQuery({ queryKey: ['subsidy', id], enabled: id !== undefined, queryFn: ({ signal }) => call(operations.subsidies.get, { id: id ?? '' }, signal) });
  const shown = id === undefined ? undefined : data;
  return (
    <Drawer open={id !== undefined} onClose={onClose} size={phone ? '100%' : 620} data-testid="subsidy-drawer" title={shown === undefined ? '' : shown.policy.title} footer={shown === undefined || shown.policy.acts.length === 0 ? null : <Acts policy={shown.policy} />}>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {shown === undefined && error === null && <Skeleton active />}
      {shown !== undefined && (
        <>
          <Terms policy={shown.policy} />
          {shown.policy.mayClaim && <EligibleList policyId={shown.policy.id} />}
          <h2 style={{ marginTop: 22 }}>{t('event.history')}</h2>
          <Timeline data-testid="subsidy-history" items={shown.history.map((one, i) => ({ key: String(i), content: <div>{pick(one.actName)} <span className="muted small">{one.by} · <span className="figure">{localTime(one.at)}</span></span>{one.changed.length > 0 && <div className="muted">{one.changed.map(pick).join('、')}</div>}{one.words !== null && <div className="muted" style={{ overflowWrap: 'anywhere' }}>{one.words}</div>}</div> }))} />
        </>
      )}
    </Drawer>
  );
}

function Terms({ policy }: { policy: SubsidyView }): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const amount = useAmount(), { sums } = policy;
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t('subsidy.field.kind'), pick(policy.kindName)], [t('subsidy.field.claimant'), pick(policy.claimantName)], [t('subsidy.office'), policy.office], [t('subsidy.field.amount'), amount(policy)],
    [t('subsidy.field.cap'), policy.capFen === null ? t('subsidy.none') : yuan(policy.capFen)], [t('subsidy.terms'), policy.termsText.map(pick).join('；')], [t('subsidy.field.valid'), `${policy.validFrom} — ${policy.validTo}`],
    [t('subsidy.field.document'), `${policy.document}${policy.documentNumber === null ? '' : `（${policy.documentNumber}）`}`], [t('subsidy.field.funds'), policy.fundsFen === null ? t('subsidy.none') : yuan(policy.fundsFen)],
  ];
  const counts: readonly (readonly [string, number, number])[] = [[t('subsidy.sum.claimed'), sums.claimed, sums.claimedFen], [t('subsidy.sum.approved'), sums.approved, sums.approvedFen], [t('subsidy.sum.paid'), sums.paid, sums.paidFen]];
  return (
    <>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 10, alignItems: 'center', marginBottom: 14 }}><SubsidyStateWord policy={policy} /></div>
      <table className="plain-table light"><tbody>{rows.map(([label, value]) => <tr key={label}><th scope="row" className="muted" style={{ width: '26%', fontWeight: 400 }}>{label}</th><td style={{ overflowWrap: 'anywhere' }}>{value === '' ? unknownMark : value}</td></tr>)}</tbody></table>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', justifyContent: 'space-between', marginTop: 22 }}><h2>{t('nav.subsidyClaims')}</h2>{may('subsidy-claim.read') && <Link to={`/subsidy-claims?policy=${policy.id}`}>{t('subsidy.claims.open')}</Link>}</div>
      <dl data-testid="subsidy-sums" style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(120px, 1fr))', gap: '10px 18px', margin: 0 }}>
        {counts.map(([label, number, fen]) => <div key={label}><dt className="muted small">{label}</dt><dd style={{ margin: 0 }}><span className="figure" style={{ fontSize: 20, fontWeight: 500 }}>{fullNumber(number)}</span> <span className="muted figure">{yuan(fen)}</span></dd></div>)}
      </dl>
    </>
  );
}

/** What the policy's office may do now. */
function Acts({ policy }: { policy: SubsidyView }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewSubsidies(), say = useProblemMessage();
  const [open, setOpen] = useState<'amend' | 'end' | null>(null);
  const [form] = Form.useForm<{ words: string }>();
  const at = { id: policy.id, version: policy.version }, can = (act: (typeof policy.acts)[number]): boolean => policy.acts.includes(act), close = (): void => setOpen(null);
  const start = useMutation({ mutationFn: () => call(operations.subsidies.start, at), onSuccess: () => { void message.success(t('event.done')); renew(); }, onError: say });
  const end = useMutation({ mutationFn: ({ words }: { words: string }) => call(operations.subsidies.end, { ...at, words: words.trim() }), onSuccess: () => { close(); void message.success(t('event.done')); renew(); } });
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
      {can('start') && <Popconfirm title={t('subsidy.text.start')} okText={t('subsidy.act.start')} cancelText={t('act.back')} okButtonProps={{ 'data-testid': 'subsidy-start-confirm' }} onConfirm={() => start.mutate()}><Button type="primary" loading={start.isPending} data-testid="subsidy-start">{t('subsidy.act.start')}</Button></Popconfirm>}
      {can('amend') && <Button onClick={() => setOpen('amend')} data-testid="subsidy-amend">{t('subsidy.act.amend')}</Button>}
      {can('end') && <Button danger onClick={() => setOpen('end')} data-testid="subsidy-end">{t('subsidy.act.end')}</Button>}
      <SubsidyForm open={open === 'amend'} shown={policy} onClose={close} onDone={close} />
      <Modal open={open === 'end'} onCancel={close} destroyOnHidden title={`${t('subsidy.act.end')}：${policy.title}`} okText={t('subsidy.act.end')} cancelText={t('act.back')} okButtonProps={{ danger: true, loading: end.isPending, 'data-testid': 'subsidy-end-confirm' }} onOk={() => form.submit()}>
        <p className="muted">{t('subsidy.text.end')}</p>
        {end.error !== null && <ProblemNotice error={end.error} />}
        <Form form={form} layout="vertical" onFinish={(values: { words: string }) => end.mutate(values)} disabled={end.isPending}>
          <Form.Item name="words" label={t('subsidy.field.why')} rules={[{ required: true, whitespace: true, message: t('row.reasonNeeded') }]}><Input.TextArea rows={2} maxLength={200} data-testid="subsidy-end-words" /></Form.Item>
        </Form>
      </Modal>
    </div>
  );
}
