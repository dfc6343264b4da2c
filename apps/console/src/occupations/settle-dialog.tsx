import type { OccupationOption, ReviewedTitle } from '@jiedui/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal, Radio, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber, useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';

/** Asks what a title means: what it is coded as, what it may be instead with the reasons, or any other occupation. */
export function SettleDialog({ title, onClose }: { title: ReviewedTitle | null; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  return (
    <Modal open={title !== null} onCancel={onClose} destroyOnHidden title={title === null ? '' : t('occupations.settleOne', { title: title.title })} footer={null} width={600} data-testid="settle-dialog">
      {title !== null && <Content title={title} onClose={onClose} />}
    </Modal>
  );
}

function Content({ title, onClose }: { title: ReviewedTitle; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const client = useQueryClient();
  const options = [...(title.now === null ? [] : [title.now]), ...title.next];
  const [code, setCode] = useState<string | null>(title.now?.code ?? null);
  const [search, setSearch] = useState('');
  const found = useQuery({ queryKey: ['occupations-found', search], enabled: search.trim() !== '', placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.occupationReview.find, { search: search.trim() }, signal) });
  const settle = useMutation({
    mutationFn: (chosen: string) => call(operations.occupationReview.settle, { title: title.title, code: chosen }),
    onSuccess: () => { void message.success(t('occupations.done')); onClose(); },
    onSettled: () => client.invalidateQueries({ queryKey: ['occupations'] }),
  });
  return (
    <>
      <p className="muted">{t('occupations.effect', { posts: fullNumber(title.posts), workers: fullNumber(title.workers) })}</p>
      {settle.error !== null && <ProblemNotice error={settle.error} />}
      <Radio.Group value={code} onChange={(event) => setCode(String(event.target.value))} style={{ display: 'flex', flexDirection: 'column', gap: 10 }} data-testid="settle-options">
        {options.map((option) => <Radio key={option.code} value={option.code}><Option option={option} /></Radio>)}
      </Radio.Group>
      <Select
        showSearch={{ filterOption: false, onSearch: setSearch }} allowClear placeholder={t('occupations.other')} style={{ width: '100%', marginTop: 14 }} data-testid="settle-other" loading={found.isFetching}
        value={code === null || options.some((option) => option.code === code) ? null : code} onChange={(value: string | null | undefined) => setCode(value ?? null)} notFoundContent={search.trim() === '' ? null : t('occupations.emptyFiltered')}
        options={(found.data?.items ?? []).map((one) => ({ value: one.code, label: `${one.name} ${one.code}` }))}
      />
      <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end', marginTop: 18 }}>
        <Button onClick={onClose}>{t('act.cancel')}</Button>
        <Button type="primary" disabled={code === null} loading={settle.isPending} onClick={() => { if (code !== null) settle.mutate(code); }} data-testid="settle-confirm">{t('occupations.confirm')}</Button>
      </div>
    </>
  );
}

/** An occupation with its chance and the reasons for it. */
function Option({ option }: { option: OccupationOption }): ReactNode {
  const { t, pick } = useTexts();
  return (
    <span>
      {option.name} <span className="muted">{option.code}{option.probability !== null && ` · ${t('occupations.chance', { percent: Math.round(option.probability * 100) })}`}</span>
      {option.reasons.length > 0 && <span className="muted" style={{ display: 'block', fontSize: 12 }}>{option.reasons.map(pick).join('；')}</span>}
    </span>
  );
}
