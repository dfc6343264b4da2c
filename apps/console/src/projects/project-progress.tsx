import type { ProjectView, ReplyOf, projects } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { localTime, useTexts } from '../messages/index.js';
import { DayInput } from '../shell/day-input.js';
import { Yuan } from '../shell/number.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useRenewProject } from './project-acts.js';

type ProjectRecord = ReplyOf<typeof projects.get>;
type Milestone = ProjectRecord['milestones'][number];

const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
const phases = ['planning', 'construction', 'operation'] as const;

/** Dated aims by phase, added and ticked off. */
export function Milestones({ project, milestones }: { project: ProjectView; milestones: readonly Milestone[] }): ReactNode {
  const { t } = useTexts();
  const renew = useRenewProject(project.id);
  const [adding, setAdding] = useState(false);
  const [completing, setCompleting] = useState<Milestone | null>(null);
  const add = useMutation({ mutationFn: (fields: { phase: (typeof phases)[number]; title: string; dueOn: string }) => call(operations.projects.addMilestone, { id: project.id, ...fields }), onSuccess: () => { setAdding(false); renew(); } });
  const complete = useMutation({
    mutationFn: ({ completedOn, note }: { completedOn: string; note?: string }) => call(operations.projects.completeMilestone, { id: project.id, milestoneId: completing?.id ?? '', completedOn, ...(note === undefined || note.trim() === '' ? {} : { note }) }),
    onSuccess: () => { setCompleting(null); renew(); },
  });
  const need = (label: string) => [{ required: true, message: t('row.required', { header: label }) }];
  return (
    <section className="panel">
      <div className="page-head" style={{ marginBottom: 8 }}><h2 style={{ margin: 0 }}>{t('project.milestones')}</h2><span className="grow" />{project.acts.includes('add-milestone') && <Button onClick={() => setAdding(true)} data-testid="milestone-add">{t('project.milestone.add')}</Button>}</div>
      {milestones.length === 0
        ? <p className="muted">{t('project.milestone.none')}</p>
        : (
          <div className="scroll-x">
            <table className="plain-table light" data-testid="milestones">
              <thead><tr><th>{t('project.milestone.phase')}</th><th>{t('project.milestone.title')}</th><th>{t('project.milestone.due')}</th><th>{t('project.milestone.done')}</th></tr></thead>
              <tbody>
                {milestones.map((one) => (
                  <tr key={one.id}>
                    <td>{t(`phase.${one.phase}`)}</td><td>{one.title}{one.note !== null && <div className="muted small">{one.note}</div>}</td>
                    <td className="figure">{one.dueOn}{one.late && <span style={{ color: 'var(--warn)' }}> {t('project.milestone.late')}</span>}</td>
                    <td className="figure">{one.completedOn ?? (project.acts.includes('complete-milestone') ? <Button size="small" onClick={() => setCompleting(one)} data-testid="milestone-complete">{t('project.milestone.complete')}</Button> : '—')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      <Asking title={t('project.milestone.add')} open={adding} busy={add.isPending} error={add.error} onClose={() => setAdding(false)} onSubmit={(fields: { phase: (typeof phases)[number]; title: string; dueOn: string }) => add.mutate(fields)} initial={{ phase: 'construction' }}>
        <Form.Item name="phase" label={t('project.milestone.phase')} rules={need(t('project.milestone.phase'))}><Select options={phases.map((phase) => ({ value: phase, label: t(`phase.${phase}`) }))} /></Form.Item>
        <Form.Item name="title" label={t('project.milestone.title')} rules={need(t('project.milestone.title'))}><Input maxLength={120} data-testid="milestone-title" /></Form.Item>
        <Form.Item name="dueOn" label={t('project.milestone.due')} rules={need(t('project.milestone.due'))}><DayInput testId="milestone-due" /></Form.Item>
      </Asking>
      <Asking title={t('project.milestone.completeTitle', { title: completing?.title ?? '' })} open={completing !== null} busy={complete.isPending} error={complete.error} onClose={() => setCompleting(null)} onSubmit={(fields: { completedOn: string; note?: string }) => complete.mutate(fields)} initial={{ completedOn: today() }}>
        <Form.Item name="completedOn" label={t('project.milestone.done')} rules={need(t('project.milestone.done'))}><DayInput /></Form.Item>
        <Form.Item name="note" label={t('project.milestone.note')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      </Asking>
    </section>
  );
}

interface PaymentFields { voucher: string; yuan: number; paidOn: string; purpose: string }

/** Money handed over against the grant. */
export function Payments({ project, payments }: { project: ProjectView; payments: ProjectRecord['payments'] }): ReactNode {
  const { t } = useTexts();
  const renew = useRenewProject(project.id);
  const [paying, setPaying] = useState(false);
  const pay = useMutation({
    mutationFn: ({ voucher, yuan, paidOn, purpose }: PaymentFields) => call(operations.projects.pay, { id: project.id, voucher, amountFen: Math.round(yuan * 100), paidOn, purpose }),
    onSuccess: () => { setPaying(false); renew(); },
  });
  const need = (label: string) => [{ required: true, message: t('row.required', { header: label }) }];
  return (
    <section className="panel">
      <div className="page-head" style={{ marginBottom: 8 }}><h2 style={{ margin: 0 }}>{t('project.payments')}</h2><span className="grow" />{project.acts.includes('pay') && <Button onClick={() => setPaying(true)} data-testid="project-pay">{t('project.pay')}</Button>}</div>
      {payments.length === 0
        ? <p className="muted">{t('project.payment.none')}</p>
        : (
          <div className="scroll-x">
            <table className="plain-table light" data-testid="payments">
              <thead><tr><th>{t('project.payment.on')}</th><th>{t('project.payment.voucher')}</th><th>{t('project.payment.purpose')}</th><th className="right">{t('project.col.paid')}</th><th>{t('project.payment.by')}</th></tr></thead>
              <tbody>{payments.map((one) => <tr key={one.id}><td className="figure">{one.paidOn}</td><td>{one.voucher}</td><td>{one.purpose}</td><td className="right"><Yuan fen={one.amountFen} /></td><td className="muted small">{one.recordedBy} {localTime(one.recordedAt)}</td></tr>)}</tbody>
            </table>
          </div>
        )}
      <Asking title={t('project.pay')} open={paying} busy={pay.isPending} error={pay.error} onClose={() => setPaying(false)} onSubmit={(fields: PaymentFields) => pay.mutate(fields)} initial={{ paidOn: today() }}>
        <Form.Item name="voucher" label={t('project.payment.voucher')} rules={need(t('project.payment.voucher'))}><Input maxLength={60} data-testid="payment-voucher" /></Form.Item>
        <Form.Item name="yuan" label={t('project.payment.amount')} rules={need(t('project.payment.amount'))}><InputNumber min={0.01} precision={2} style={{ width: '100%' }} data-testid="payment-amount" /></Form.Item>
        <Form.Item name="paidOn" label={t('project.payment.on')} rules={need(t('project.payment.on'))}><DayInput /></Form.Item>
        <Form.Item name="purpose" label={t('project.payment.purpose')} rules={need(t('project.payment.purpose'))}><Input maxLength={200} data-testid="payment-purpose" /></Form.Item>
      </Asking>
    </section>
  );
}

/** A small form in a dialog; a refusal stays beside it with what was typed. */
function Asking<F extends object>({ title, open, busy, error, initial, onClose, onSubmit, children }: { title: string; open: boolean; busy: boolean; error: Error | null; initial: Partial<F>; onClose: () => void; onSubmit: (fields: F) => void; children: ReactNode }): ReactNode {
  const { t } = useTexts();
  const [form] = Form.useForm<F>();
  return (
    <Modal open={open} onCancel={onClose} destroyOnHidden title={title} okText={t('act.save')} cancelText={t('act.cancel')} okButtonProps={{ loading: busy, 'data-testid': 'asking-confirm' }} onOk={() => form.submit()}>
      {error !== null && <ProblemNotice error={error} />}
      <Form<F> form={form} layout="vertical" onFinish={onSubmit} clearOnDestroy initialValues={initial}>{children}</Form>
    </Modal>
  );
}
