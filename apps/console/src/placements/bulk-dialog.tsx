import type { placements, ReplyOf, RequestInputOf } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { Button, Checkbox, Form, Modal, Radio } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useRenewPlacements } from './placement-acts.js';
import { todayInShanghai } from './placement-words.js';

type Request = RequestInputOf<typeof placements.confirm>;
type Act = Request['act'];
interface Values { scope: 'selected' | 'filter'; act: Act; on: string; insured?: boolean; asPromised?: boolean }
interface BulkDialogProps { readonly open: boolean; readonly chosen: readonly string[]; readonly filters: NonNullable<Request['filter']>; readonly total: number; readonly onClose: () => void; readonly onDone: () => void }

/** One act for those chosen, or for all of the filters; then what was done and what was left, with its reasons. */
export function BulkDialog({ open, chosen, filters, total, onClose, onDone }: BulkDialogProps): ReactNode {
  const { t } = useTexts();
  return (
    <Modal open={open} onCancel={onClose} destroyOnHidden title={t('placement.bulk')} footer={null} data-testid="bulk-dialog">
      <Content chosen={chosen} filters={filters} total={total} onClose={onClose} onDone={onDone} />
    </Modal>
  );
}

function Content({ chosen, filters, total, onClose, onDone }: Omit<BulkDialogProps, 'open'>): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const renew = useRenewPlacements();
  const [act, setAct] = useState<Act>(filters.state === 'departed' ? 'arrive' : filters.state === 'accepted' && may('placement.send-off') ? 'depart' : 'retain');
  const confirm = useMutation({
    mutationFn: ({ scope, act: asked, on, insured, asPromised }: Values) => call(operations.placements.confirm, {
      act: asked, on, ...(scope === 'selected' ? { ids: [...chosen] } : { filter: filters }), ...(asked === 'arrive' && insured !== undefined ? { insured } : {}), ...(asked === 'retain' ? { asPromised: asPromised === true } : {}),
    }),
    onSuccess: () => { renew(); onDone(); },
  });
  if (confirm.data !== undefined) return <Outcome reply={confirm.data} onClose={onClose} />;
  const acts: readonly Act[] = may('placement.send-off') ? ['depart', 'arrive', 'retain'] : ['arrive', 'retain'];
  const need = (label: string) => [{ required: true, message: t('row.required', { header: label }) }];
  return (
    <>
      <p className="muted">{t('placement.bulk.text')}</p>
      {confirm.error !== null && <ProblemNotice error={confirm.error} />}
      <Form<Values> layout="vertical" initialValues={{ scope: chosen.length > 0 ? 'selected' : 'filter', act, on: todayInShanghai(), asPromised: false }} onFinish={(values) => confirm.mutate(values)} onValuesChange={(changed: Partial<Values>) => { if (changed.act !== undefined) setAct(changed.act); }} disabled={confirm.isPending}>
        <Form.Item name="scope" label={t('placement.bulk.scope')}>
          <Radio.Group options={[...(chosen.length > 0 ? [{ value: 'selected', label: t('placement.bulk.scope.selected', { n: chosen.length }) }] : []), { value: 'filter', label: t('placement.bulk.scope.filter', { n: fullNumber(total) }) }]} data-testid="bulk-scope" />
        </Form.Item>
        <Form.Item name="act" label={t('placement.bulk.act')}><Radio.Group options={acts.map((one) => ({ value: one, label: t(`placement.bulk.${one}`) }))} data-testid="bulk-act" /></Form.Item>
        <Form.Item name="on" label={t('placement.field.on')} rules={need(t('placement.field.on'))}><DayInput testId="bulk-on" /></Form.Item>
        {act === 'arrive' && <Form.Item name="insured" label={t('placement.insured')} rules={need(t('placement.insured'))}><Radio.Group options={[{ value: true, label: t('placement.insured.yes') }, { value: false, label: t('placement.insured.no') }]} /></Form.Item>}
        {act === 'retain' && <Form.Item name="asPromised" valuePropName="checked"><Checkbox data-testid="bulk-as-promised">{t('placement.bulk.asPromised')}</Checkbox></Form.Item>}
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}><Button onClick={onClose}>{t('act.cancel')}</Button><Button type="primary" htmlType="submit" loading={confirm.isPending} data-testid="bulk-confirm">{t('placement.bulk.confirm')}</Button></div>
      </Form>
    </>
  );
}

function Outcome({ reply, onClose }: { reply: ReplyOf<typeof placements.confirm>; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  return (
    <div data-testid="bulk-outcome">
      <p><strong>{t('placement.bulk.done', { done: fullNumber(reply.done) })}</strong></p>
      {reply.skipped.length > 0 && (
        <div className="notice warn">
          {t('placement.bulk.skipped', { n: fullNumber(reply.skipped.length) })}
          <ul style={{ margin: '6px 0 0', paddingInlineStart: 18 }}>{reply.reasons.map((reason) => <li key={reason.code}>{t('placement.bulk.reason', { n: fullNumber(reason.count), words: pick(reason.message) })}</li>)}</ul>
        </div>
      )}
      <div style={{ textAlign: 'right' }}><Button type="primary" onClick={onClose} data-testid="bulk-close">{t('act.close')}</Button></div>
    </div>
  );
}
