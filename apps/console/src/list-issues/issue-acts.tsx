import type { ListIssueAct, ListIssueView } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { addressOf, call, operations, problemOf } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useRenewIssues } from './use-renew-issues.js';

type Dialog = Exclude<ListIssueAct, 'create' | 'supersede'>;
interface Values { words?: string }

function carryOut(act: Dialog, issue: ListIssueView, words: string): Promise<ListIssueView> {
  const at = { id: issue.id, version: issue.version };
  switch (act) {
    case 'publish': return call(operations.listIssues.publish, at);
    case 'acknowledge': return call(operations.listIssues.acknowledge, { ...at, ...(words === '' ? {} : { words }) });
    case 'return': return call(operations.listIssues.return, { ...at, words });
    case 'withdraw': return call(operations.listIssues.withdraw, { ...at, words });
  }
}

/** What this reader may do now with the issue, each in a dialog; whoever reads a published one takes it along as a workbook. */
export function IssueActs({ issue }: { issue: ListIssueView }): ReactNode {
  const { t } = useTexts();
  const [open, setOpen] = useState<Dialog | null>(null);
  const acts = issue.acts.flatMap((act) => (act === 'create' || act === 'supersede' ? [] : [act]));
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
      {acts.map((act) => <Button key={act} type={act === 'publish' || act === 'acknowledge' ? 'primary' : 'default'} onClick={() => setOpen(act)} data-testid={`issue-${act}`}>{t(`issue.act.${act}`)}</Button>)}
      {issue.number !== null && <Button href={addressOf(operations.listIssues.export, { id: issue.id })} data-testid="issue-export">{t('issue.act.export')}</Button>}
      {open !== null && <ActDialog key={`${open}-${String(issue.version)}`} act={open} issue={issue} onClose={() => setOpen(null)} />}
    </div>
  );
}

function ActDialog({ act, issue, onClose }: { act: Dialog; issue: ListIssueView; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewIssues();
  const [form] = Form.useForm<Values>();
  const carry = useMutation({
    mutationFn: ({ words }: Values) => carryOut(act, issue, (words ?? '').trim()),
    onSuccess: () => { onClose(); void message.success(t('issue.done')); renew(); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => (one.field === 'words' ? [{ name: 'words' as const, errors: [pick(one.message)] }] : []))),
  });
  const title = t(`issue.act.${act}`), needsWords = act === 'return' || act === 'withdraw';
  return (
    <Modal open onCancel={onClose} destroyOnHidden title={`${title}：${issue.number ?? pick(issue.kindName)}`} okText={title} cancelText={t('act.cancel')} okButtonProps={{ loading: carry.isPending, 'data-testid': 'issue-act-confirm' }} onOk={() => form.submit()}>
      <p className="muted">{t(`issue.text.${act}`)}</p>
      {carry.error !== null && <ProblemNotice error={carry.error} />}
      <Form<Values> form={form} layout="vertical" onFinish={(values) => carry.mutate(values)} disabled={carry.isPending}>
        {act !== 'publish' && <Form.Item name="words" label={t(needsWords ? 'issue.field.words' : 'issue.field.remarks')} rules={needsWords ? [{ required: true, whitespace: true, message: t('row.reasonNeeded') }] : []}><Input.TextArea rows={2} maxLength={200} data-testid="issue-words" /></Form.Item>}
      </Form>
    </Modal>
  );
}
