import type { HelpKind, HelpRequestView } from '@jiedui/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { localTime, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { StateWord } from '../shell/state-word.js';
import { useAddress } from '../shell/use-address.js';

const states = ['open', 'answered'] as const;
const kinds = ['wage', 'insurance', 'law', 'other'] as const satisfies readonly HelpKind[];

/** 务工人员求助: what workers asked on their phone page, answered by their county. */
export function HelpRequestsPage(): ReactNode {
  const { may } = useActor();
  return may('help-request.answer') ? <HelpRequests /> : <ForbiddenPage />;
}

function HelpRequests(): ReactNode {
  const { t } = useTexts();
  const { code: programme } = useProgramme();
  const address = useAddress(), units = useUnitOptions();
  const [open, setOpen] = useState<HelpRequestView | null>(null);
  const state = states.find((one) => one === address.get('state')), kind = kinds.find((one) => one === address.get('kind')), region = address.get('region'), search = address.get('search');
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['help-requests', programme, state, kind, region, search, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.helpRequests.list, { programme, ...address.position, ...(state === undefined ? {} : { state }), ...(kind === undefined ? {} : { kind }), ...(region === undefined ? {} : { region }), ...(search === undefined ? {} : { search }) }, signal),
  });
  const isFiltered = state !== undefined || kind !== undefined || region !== undefined || search !== undefined;
  return (
    <>
      <div className="page-head"><h1>{t('help.title')}</h1><Total page={data} /></div>
      <p className="muted">{t('help.text')}</p>
      <div className="filters">
        <Select value={state ?? ''} onChange={(value: string) => address.set({ state: value === '' ? undefined : value })} options={[{ value: '', label: t('help.all') }, ...states.map((one) => ({ value: one as string, label: t(`help.state.${one}`) }))]} style={{ width: 120 }} data-testid="help-state" />
        <Select allowClear placeholder={t('help.kind')} value={kind ?? null} onChange={(value: string | null | undefined) => address.set({ kind: value ?? undefined })} options={kinds.map((one) => ({ value: one as string, label: t(`help.kind.${one}`) }))} style={{ width: 120 }} />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('agreement.col.unit')} value={region ?? null} onChange={(value: string | null | undefined) => address.set({ region: value ?? undefined })} options={units} style={{ width: 180 }} popupMatchSelectWidth={false} />
        <Input.Search allowClear defaultValue={search ?? ''} placeholder={t('help.search')} onSearch={(text) => address.set({ search: text.trim() === '' ? undefined : text.trim() })} style={{ width: 220 }} data-testid="help-search" />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="help-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} onOpen={setOpen}
          empty={<div className="empty">{t(isFiltered ? 'help.emptyFiltered' : 'help.empty')}</div>}
          columns={[
            { key: 'worker', title: t('help.col.worker'), width: 220, render: (one) => <><div style={{ fontWeight: 500 }}>{one.workerTitle}</div><div className="muted small">{one.workerExternalId} {one.regionName}</div></> },
            { key: 'kind', title: t('help.kind'), render: (one) => t(`help.kind.${one.kind}`) },
            { key: 'words', title: t('help.col.words'), width: 360, render: (one) => <div style={{ maxWidth: 340, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{one.words === '' ? t('help.erased') : one.words}</div> },
            { key: 'asked', title: t('help.col.asked'), render: (one) => <span className="figure">{localTime(one.askedAt)}</span> },
            { key: 'state', title: t('help.col.state'), render: (one) => <StateWord tone={one.state === 'open' ? 'wait' : 'good'}>{t(`help.state.${one.state}`)}</StateWord> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      {open !== null && <AnswerDialog key={open.id} request={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function AnswerDialog({ request, onClose }: { request: HelpRequestView; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<{ answer: string }>();
  const answer = useMutation({
    mutationFn: ({ answer: words }: { answer: string }) => call(operations.helpRequests.answer, { id: request.id, version: request.version, answer: words.trim() }),
    onSuccess: () => { void message.success(t('help.answered')); for (const key of ['help-requests', 'home']) void client.invalidateQueries({ queryKey: [key] }); onClose(); },
  });
  const isErased = request.words === '';
  return (
    <Modal
      open onCancel={onClose} destroyOnHidden title={t('help.of', { worker: `${request.workerTitle} ${request.workerExternalId}` })}
      footer={isErased ? null : <Button type="primary" loading={answer.isPending} onClick={() => form.submit()} data-testid="help-answer-send">{t(request.answer === null ? 'help.answer' : 'help.answerAgain')}</Button>}
    >
      <p className="muted">{t(`help.kind.${request.kind}`)} · {request.regionName} · {localTime(request.askedAt)}</p>
      <p style={{ whiteSpace: 'pre-wrap' }} data-testid="help-words">{isErased ? t('help.erased') : request.words}</p>
      {request.answeredBy !== null && <p className="muted small">{t('help.answeredBy', { by: request.answeredBy, time: localTime(request.answeredAt) })}</p>}
      {answer.error !== null && <ProblemNotice error={answer.error} />}
      {!isErased && (
        <Form form={form} layout="vertical" initialValues={{ answer: request.answer ?? '' }} onFinish={(values: { answer: string }) => answer.mutate(values)}>
          <Form.Item name="answer" label={t('help.answer.label')} rules={[{ required: true, whitespace: true, message: t('help.answer.needed') }]}><Input.TextArea rows={4} maxLength={500} showCount data-testid="help-answer" /></Form.Item>
        </Form>
      )}
    </Modal>
  );
}
