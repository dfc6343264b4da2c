import type { ListRow, RevealPurpose, RevealedPerson } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { addressOf, call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { useProblemMessage } from '../shell/problem-notice.js';
import { named } from './named-row.js';

/** How long full values stand on the screen. */
const SHOWN_MS = 60_000;
/** As the contracts name them, and as many looks as they allow. */
const purposes = ['contact', 'identity-check', 'hiring', 'subsidy', 'correction', 'request-of-person'] as const satisfies readonly RevealPurpose[];
const REVEALS_AN_HOUR: typeof import('@jiedui/contracts').REVEALS_AN_HOUR = 20;

/** Asks what for, shows a person's masked cells in full for a minute, and hides them again. */
export function RevealPerson({ row, revealed, onRevealed }: { row: ListRow; revealed: RevealedPerson | null; onRevealed: (person: RevealedPerson | null) => void }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const say = useProblemMessage();
  const [asking, setAsking] = useState(false);
  const [form] = Form.useForm<{ purpose: RevealPurpose; words: string }>();
  const reveal = useMutation({
    mutationFn: ({ purpose, words }: { purpose: RevealPurpose; words: string }) => call(operations.workerPrivacy.reveal, { id: row.id, purpose, words }),
    onSuccess: (person) => { setAsking(false); onRevealed(person); }, onError: say,
  });
  useEffect(() => {
    if (revealed === null) return undefined;
    const timer = setTimeout(() => onRevealed(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [revealed, onRevealed]);
  if (!may('worker.reveal')) return null;
  return (
    <>
      <span style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
        {revealed === null
          ? <Button size="small" onClick={() => setAsking(true)} data-testid="row-reveal">{t('privacy.reveal')}</Button>
          : <Button size="small" onClick={() => onRevealed(null)} data-testid="row-hide">{t('privacy.hide')}</Button>}
        <Button size="small" href={addressOf(operations.workerPrivacy.dossier, { id: row.id })} data-testid="row-dossier">{t('privacy.dossier')}</Button>
      </span>
      {revealed !== null && <div className="notice warn" style={{ flexBasis: '100%' }} data-testid="row-revealed">{t('privacy.shown')}</div>}
      <Modal
        open={asking} onCancel={() => setAsking(false)} title={t('privacy.title', { title: named(row) })} okText={t('privacy.confirm')} cancelText={t('act.cancel')}
        okButtonProps={{ loading: reveal.isPending, 'data-testid': 'reveal-confirm' }} onOk={() => form.submit()} destroyOnHidden
      >
        <p>{t('privacy.text', { n: REVEALS_AN_HOUR })}</p>
        <Form form={form} layout="vertical" preserve={false} onFinish={({ purpose, words }) => reveal.mutate({ purpose, words: words.trim() })}>
          <Form.Item name="purpose" label={t('privacy.purpose')} rules={[{ required: true, message: t('privacy.purposeNeeded') }]}>
            <Select data-testid="reveal-purpose" options={purposes.map((purpose) => ({ value: purpose, label: t(`privacy.purpose.${purpose}`) }))} />
          </Form.Item>
          <Form.Item name="words" label={t('privacy.words')} rules={[{ required: true, whitespace: true, message: t('privacy.wordsNeeded') }]}>
            <Input.TextArea rows={2} maxLength={200} showCount placeholder={t('privacy.words.example')} data-testid="reveal-words" />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
