import type { MinimumWageState, MinimumWageView } from '@jiedui/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';
import { StateWord } from '../shell/state-word.js';
import { useAddress } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import { EnterDialog } from './enter-dialog.js';

const states = ['in-force', 'coming', 'superseded'] as const satisfies readonly MinimumWageState[];
const tones = { 'in-force': 'good', coming: 'wait', superseded: 'plain' } as const;

/** 最低工资标准: what posts are held to, by region and day. */
export function MinimumWagesPage(): ReactNode {
  const { may } = useActor();
  return may('minimum-wage.read') ? <Standards /> : <ForbiddenPage />;
}

function Standards(): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const phone = usePhone(), address = useAddress(), writes = may('minimum-wage.write');
  const [entering, setEntering] = useState(false), [withdrawn, setWithdrawn] = useState<MinimumWageView | null>(null);
  const state = states.find((one) => one === address.get('state')), search = address.get('search'), filters = { ...(state === undefined ? {} : { state }), ...(search === undefined ? {} : { search }) };
  const { data, error, refetch, isPlaceholderData } = useQuery({ queryKey: ['minimum-wages', filters, address.position], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.minimumWages.list, { ...filters, ...address.position }, signal) });
  const isFiltered = state !== undefined || search !== undefined;
  return (
    <>
      <div className="page-head"><h1>{t('nav.minimumWages')}</h1><Total page={data} /><span className="grow" />{writes && <div className="acts no-print"><Button type="primary" onClick={() => setEntering(true)} data-testid="wage-new">{t('wage.act.enter')}</Button></div>}</div>
      <p className="muted">{t('wage.text')}</p>
      <div className="filters">
        <Input.Search key={search ?? ''} allowClear defaultValue={search ?? ''} maxLength={80} placeholder={t('wage.search')} onSearch={(text) => address.set({ search: text.trim() === '' ? undefined : text.trim() })} style={phone ? { width: '100%' } : { width: 240 }} data-testid="wages-search" />
        <Select allowClear placeholder={t('wage.filter.state')} value={state ?? null} onChange={(value: string | null | undefined) => address.set({ state: value ?? undefined })} options={states.map((one) => ({ value: one as string, label: t(`wage.state.${one}`) }))} style={phone ? { flex: '1 1 140px', minWidth: 0 } : { width: 180 }} data-testid="wages-state" />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="wages-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} empty={<div className="empty">{t(isFiltered ? 'wage.empty.filtered' : writes ? 'wage.empty.own' : 'wage.empty')}</div>}
          columns={[
            { key: 'region', title: t('wage.col.region'), width: 240, render: (one) => <span style={{ fontWeight: 500 }}>{one.regionName}</span> },
            { key: 'monthly', title: t('wage.col.monthly'), number: true, render: (one) => <span className="figure">{fullNumber(one.monthlyFen / 100)}</span> },
            { key: 'from', title: t('wage.field.validFrom'), render: (one) => <span className="figure">{one.validFrom}</span> },
            { key: 'state', title: t('wage.filter.state'), render: (one) => <StateWord tone={tones[one.state]}>{t(`wage.state.${one.state}`)}</StateWord> },
            { key: 'document', title: t('wage.field.document'), width: 260, render: (one) => <div style={{ maxWidth: 320, whiteSpace: 'normal' }}>{one.document}</div> },
            ...(writes ? [{ key: 'below', title: t('wage.col.below'), number: true, render: (one: MinimumWageView) => <span className="figure">{one.postsBelow === null ? '—' : fullNumber(one.postsBelow)}</span> }] : []),
            { key: 'entered', title: t('wage.col.entered'), render: (one) => <span className="muted small">{one.enteredBy}</span> },
            ...(writes ? [{ key: 'act', title: '', render: (one: MinimumWageView) => <Button size="small" type="link" onClick={() => setWithdrawn(one)} data-testid="wage-withdraw">{t('wage.act.withdraw')}</Button> }] : []),
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      {entering && <EnterDialog onClose={() => setEntering(false)} />}
      {withdrawn !== null && <WithdrawDialog standard={withdrawn} onClose={() => setWithdrawn(null)} />}
    </>
  );
}

function WithdrawDialog({ standard, onClose }: { standard: MinimumWageView; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<{ words: string }>();
  const withdraw = useMutation({ mutationFn: ({ words }: { words: string }) => call(operations.minimumWages.withdraw, { id: standard.id, words: words.trim() }), onSuccess: () => { onClose(); void message.success(t('wage.withdrawn')); void client.invalidateQueries({ queryKey: ['minimum-wages'] }); } });
  return (
    <Modal open onCancel={onClose} destroyOnHidden title={t('wage.withdraw.title')} okText={t('wage.act.withdraw')} cancelText={t('act.back')} okButtonProps={{ danger: true, loading: withdraw.isPending, 'data-testid': 'wage-withdraw-confirm' }} onOk={() => form.submit()}>
      <p>{standard.regionName} · <span className="figure">{fullNumber(standard.monthlyFen / 100)}</span> {t('wage.col.monthly')} · <span className="figure">{standard.validFrom}</span></p>
      <p className="muted">{t('wage.withdraw.text')}</p>
      {withdraw.error !== null && <ProblemNotice error={withdraw.error} />}
      <Form form={form} layout="vertical" onFinish={(values: { words: string }) => withdraw.mutate(values)} disabled={withdraw.isPending}>
        <Form.Item name="words" label={t('wage.field.why')} rules={[{ required: true, whitespace: true, message: t('row.reasonNeeded') }]}><Input.TextArea rows={2} maxLength={200} data-testid="wage-withdraw-words" /></Form.Item>
      </Form>
    </Modal>
  );
}
