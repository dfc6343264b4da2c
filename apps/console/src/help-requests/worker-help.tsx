import type { HelpKind, HelpRequestView } from '@jiedui/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { HelpDialog } from './help-dialog.js';
import { helpKinds, HelpStateWord, useRenewHelp } from './help-words.js';

/** The latest requests of one worker, in the worker's drawer, where the county also opens one for whoever asks in person or by telephone. */
export function WorkerHelp({ id }: { id: string }): ReactNode {
  const { t } = useTexts();
  const [isOpening, setOpening] = useState(false);
  const [shown, setShown] = useState<HelpRequestView | null>(null);
  const { data, error, refetch } = useQuery({ queryKey: ['help-requests', 'of', id], queryFn: ({ signal }) => call(operations.helpRequests.list, { worker: id, size: 5 }, signal) });
  return (
    <section data-testid="row-help" style={{ marginTop: 22 }}>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', justifyContent: 'space-between' }}><h2>{t('help.ofWorker')}</h2><Button size="small" onClick={() => setOpening(true)} data-testid="row-help-open">{t('help.open')}</Button></div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton active title={false} paragraph={{ rows: 1 }} />}
      {data?.items.length === 0 && <p className="muted">{t('help.ofWorker.none')}</p>}
      {data?.items.map((one) => (
        <p key={one.id} style={{ display: 'flex', flexWrap: 'wrap', gap: 8, margin: '6px 0', alignItems: 'center' }}>
          <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setShown(one)} data-testid="row-help-item">{t(`help.kind.${one.kind}`)}</Button><HelpStateWord request={one} /><span className="muted small">{t('help.dueOn', { day: one.dueOn })}</span>
        </p>
      ))}
      {isOpening && <OpenDialog workerId={id} onClose={() => setOpening(false)} />}
      {shown !== null && <HelpDialog key={shown.id} request={shown} onClose={() => setShown(null)} />}
    </section>
  );
}

function OpenDialog({ workerId, onClose }: { workerId: string; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewHelp();
  const [form] = Form.useForm<{ kind: HelpKind; words: string }>();
  const open = useMutation({
    mutationFn: ({ kind, words }: { kind: HelpKind; words: string }) => call(operations.helpRequests.open, { id: workerId, kind, words: words.trim() }),
    onSuccess: () => { void message.success(t('help.opened')); renew(); onClose(); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => (one.field === 'kind' || one.field === 'words' ? [{ name: one.field, errors: [pick(one.message)] }] : []))),
  });
  return (
    <Modal open onCancel={onClose} destroyOnHidden title={t('help.open')} okText={t('help.open')} cancelText={t('act.cancel')} okButtonProps={{ loading: open.isPending, 'data-testid': 'help-open-confirm' }} onOk={() => form.submit()}>
      <p className="muted">{t('help.open.text')}</p>
      {open.error !== null && <ProblemNotice error={open.error} />}
      <Form form={form} layout="vertical" onFinish={(values: { kind: HelpKind; words: string }) => open.mutate(values)} disabled={open.isPending}>
        <Form.Item name="kind" label={t('help.kind')} rules={[{ required: true, message: t('row.required', { header: t('help.kind') }) }]}><Select options={helpKinds.map((one) => ({ value: one, label: t(`help.kind.${one}`) }))} data-testid="help-open-kind" /></Form.Item>
        <Form.Item name="words" label={t('help.col.words')} rules={[{ required: true, whitespace: true, message: t('row.required', { header: t('help.col.words') }) }]}><Input.TextArea rows={4} maxLength={500} showCount data-testid="help-open-words" /></Form.Item>
      </Form>
    </Modal>
  );
}
