import type { ListRow } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { App, Form, Input, Modal } from 'antd';
import type { ReactNode } from 'react';
import { call } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { useProblemMessage } from '../shell/problem-notice.js';
import type { ListKind } from './list-kinds.js';
import { named } from './named-row.js';

/** Names what is taken back and what follows from it, and asks why. */
export function WithdrawDialog({ kind, row, open, onClose, onDone }: { kind: ListKind; row: ListRow; open: boolean; onClose: () => void; onDone: () => void }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const say = useProblemMessage();
  const [form] = Form.useForm<{ reason: string }>();
  const withdraw = useMutation({
    mutationFn: (reason: string) => call(kind.operations.withdraw, { id: row.id, version: row.version, reason }),
    onSuccess: () => { void message.success(t('row.withdrawn')); onDone(); }, onError: say,
  });
  return (
    <Modal
      open={open} onCancel={onClose} title={t('row.withdrawTitle', { title: named(row) })} okText={t('row.withdraw')} cancelText={t('act.cancel')}
      okButtonProps={{ danger: true, loading: withdraw.isPending, 'data-testid': 'withdraw-confirm' }} onOk={() => form.submit()} destroyOnHidden
    >
      <p>{t('row.withdrawText')}</p>
      <Form form={form} layout="vertical" onFinish={({ reason }) => withdraw.mutate(reason.trim())}>
        <Form.Item name="reason" label={t('row.reason')} rules={[{ required: true, whitespace: true, message: t('row.reasonNeeded') }]}><Input.TextArea rows={2} maxLength={200} showCount data-testid="withdraw-reason" /></Form.Item>
      </Form>
    </Modal>
  );
}
