import type { ErasureReason, ListRow } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { App, Form, Input, Modal, Select } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { useProblemMessage } from '../shell/problem-notice.js';
import { named } from './named-row.js';

const reasons = ['request-of-person', 'purpose-ended', 'entered-by-mistake'] as const satisfies readonly ErasureReason[];

/** Names whose data goes and what follows, which nothing undoes: asks why, and for the number typed once more. */
export function EraseDialog({ row, open, onClose, onDone }: { row: ListRow; open: boolean; onClose: () => void; onDone: () => void }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const say = useProblemMessage();
  const [form] = Form.useForm<{ reason: ErasureReason; typed: string }>();
  const typed = row.externalId === '' ? t('privacy.erase') : row.externalId;
  const erase = useMutation({
    mutationFn: (reason: ErasureReason) => call(operations.workerPrivacy.erase, { id: row.id, version: row.version, reason }),
    onSuccess: () => { void message.success(t('privacy.erased')); onDone(); }, onError: say,
  });
  return (
    <Modal
      open={open} onCancel={onClose} title={t('privacy.eraseTitle', { title: named(row) })} okText={t('privacy.erase')} cancelText={t('act.cancel')}
      okButtonProps={{ danger: true, loading: erase.isPending, 'data-testid': 'erase-confirm' }} onOk={() => form.submit()} destroyOnHidden
    >
      <p>{t('privacy.eraseText')}</p>
      <Form form={form} layout="vertical" preserve={false} onFinish={({ reason }) => erase.mutate(reason)}>
        <Form.Item name="reason" label={t('row.reason')} rules={[{ required: true, message: t('row.reasonNeeded') }]}>
          <Select data-testid="erase-reason" options={reasons.map((reason) => ({ value: reason, label: t(`privacy.reason.${reason}`) }))} />
        </Form.Item>
        <Form.Item name="typed" required label={t('privacy.eraseType', { text: typed })} rules={[{ validator: (_, text: unknown) => (text === typed ? Promise.resolve() : Promise.reject(new Error(t('privacy.eraseWrong', { text: typed })))) }]}>
          <Input autoComplete="off" data-testid="erase-typed" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
