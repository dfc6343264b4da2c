import type { ListRow } from '@jiedui/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input, InputNumber, Select, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { Count, Jin } from '../shell/number.js';
import { StateWord } from '../shell/state-word.js';
import { useActor } from '../shell/actor-context.js';
import { usePhone } from '../shell/use-phone.js';
import { findCounterparts, type Candidate } from './find-counterparts.js';
import { listKinds, type ListKind } from './list-kinds.js';
import { OrganisationOf } from './organisation-of.js';

/** A match by hand: from an own row among its counterparts, or from another's row by choosing an own one for it. */
export function HandMatch({ kind, row, open, onClose }: { kind: ListKind; row: ListRow; open: boolean; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const phone = usePhone();
  const opposite = listKinds.find((one) => one.market === kind.market && one.side !== kind.side);
  return (
    <Drawer open={open} onClose={onClose} size={phone ? '100%' : 620} title={t('hand.title', { title: row.title })} destroyOnHidden>
      {may(kind.write) || opposite === undefined || !may(opposite.write)
        ? <Counterparts kind={kind} opposite={opposite} row={row} onMade={onClose} />
        : <OwnRows kind={opposite} wanted={row} onMade={onClose} />}
    </Drawer>
  );
}

/** Cards shown at first, and how many more each time. */
const atOnce = 10;

/** Counterparts of an own row with eligibility and fit; `only` keeps to one of them. */
function Counterparts({ kind, opposite, row, only, onMade, onBack }: { kind: ListKind; opposite: ListKind | undefined; row: ListRow; only?: ListRow; onMade: () => void; onBack?: () => void }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const [search, setSearch] = useState(only === undefined ? '' : only.externalId === '' ? only.title : only.externalId);
  const [chosen, setChosen] = useState<Candidate | null>(null);
  const [shown, setShown] = useState(atOnce);
  const named = opposite !== undefined && may(opposite.read) && only === undefined ? opposite : undefined;
  const { data, error, isFetching } = useQuery({ queryKey: ['candidates', row.id, search], placeholderData: keepPreviousData, queryFn: ({ signal }) => findCounterparts(row, named, search, signal) });
  const items = only === undefined ? data : data?.filter((one) => one.entryId === only.id);
  if (chosen !== null) return <MakeForm kind={kind} opposite={opposite} row={row} candidate={chosen} onBack={() => setChosen(null)} onMade={onMade} />;
  return (
    <>
      {only === undefined
        ? <Input.Search allowClear placeholder={t('hand.search')} aria-label={t('hand.search')} maxLength={80} onSearch={(text) => { setSearch(text.trim()); setShown(atOnce); }} loading={isFetching} style={{ marginBottom: 12 }} data-testid="hand-search" />
        : <p><Button size="small" onClick={onBack}>{t('act.back')}</Button> {t('hand.own.chosen', { title: row.title })} <span className="muted small">{row.externalId}</span></p>}
      {error !== null && <ProblemNotice error={error} />}
      {data === undefined && error === null && <Skeleton active />}
      {items?.length === 0 && <p className="muted">{t('hand.none')}</p>}
      <div className="cards" data-testid="hand-candidates">{items?.slice(0, shown).map((one) => <CandidateCard key={one.entryId} kind={kind} opposite={opposite} candidate={one} onChoose={() => setChosen(one)} />)}</div>
      {items !== undefined && items.length > shown && <Button style={{ marginTop: 12 }} onClick={() => setShown(shown + atOnce)} data-testid="hand-more">{t('hand.more')}</Button>}
    </>
  );
}

/** The reader's own open rows, one of which is to be matched with the row that was opened. */
function OwnRows({ kind, wanted, onMade }: { kind: ListKind; wanted: ListRow; onMade: () => void }): ReactNode {
  const { t } = useTexts();
  const [search, setSearch] = useState('');
  const [own, setOwn] = useState<ListRow | null>(null);
  const { data, error } = useQuery({
    queryKey: ['list', kind.code, 'own', wanted.programme, search], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(kind.operations.list, { programme: wanted.programme, status: 'open', size: 50, ...(search === '' ? {} : { search }) }, signal),
  });
  if (own !== null) return <Counterparts kind={kind} opposite={listKinds.find((one) => one.code === wanted.list)} row={own} only={wanted} onMade={onMade} onBack={() => setOwn(null)} />;
  return (
    <>
      <p>{t('hand.own', { list: t(kind.title) })}</p>
      <Input.Search allowClear placeholder={t('list.search')} onSearch={(text) => setSearch(text.trim())} style={{ marginBottom: 12 }} data-testid="hand-own-search" />
      {error !== null && <ProblemNotice error={error} />}
      {data === undefined && error === null && <Skeleton active />}
      {data?.items.length === 0 && <p className="muted">{t('list.empty.title')} <Link to={`/lists/${kind.path}`}>{t(kind.title)}</Link></p>}
      <div className="cards" data-testid="hand-own">
        {data?.items.map((one) => (
          <div key={one.id} className="card-row" style={{ display: 'flex', gap: 12, alignItems: 'center', flexWrap: 'wrap' }}>
            <strong style={{ fontWeight: 500 }}>{one.title}</strong><span className="muted small">{one.externalId} {one.regionName}</span>
            <span className="figure">{kind.unit === 'jin' ? <Jin units={one.quantity - one.taken} /> : <Count value={one.quantity - one.taken} />}</span>
            <span style={{ flex: 1 }} /><Button size="small" onClick={() => setOwn(one)} data-testid="hand-own-choose">{t('hand.choose')}</Button>
          </div>
        ))}
      </div>
    </>
  );
}

function CandidateCard({ kind, opposite, candidate, onChoose }: { kind: ListKind; opposite: ListKind | undefined; candidate: Candidate; onChoose?: () => void }): ReactNode {
  const { t, pick } = useTexts();
  return (
    <div className="card-row">
      <div className="card-title"><div>{candidate.label} <span className="muted small">{candidate.externalId}</span></div></div>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 14px', alignItems: 'center' }}>
        <StateWord tone={candidate.eligible ? 'good' : 'bad'}>{t(candidate.eligible ? 'hand.eligible' : 'hand.notEligible')}</StateWord>
        {opposite !== undefined && opposite.code !== 'worker' && <OrganisationOf kind={opposite} id={candidate.entryId} />}
        <span className="muted">{candidate.regionName}</span>
        {candidate.fit !== null && <span className="figure">{t('hand.fit', { fit: candidate.fit })}</span>}
        <span className="muted figure">{t('hand.free')} {kind.unit === 'jin' ? <Jin units={candidate.free} /> : <Count value={candidate.free} />}</span>
        <span style={{ flex: 1 }} />
        {onChoose !== undefined && <Button size="small" onClick={onChoose} data-testid="hand-choose">{t('hand.choose')}</Button>}
      </div>
      {candidate.failed.length > 0 && <ul className="muted small" style={{ margin: '6px 0 0', paddingInlineStart: 18 }}>{candidate.failed.map((text) => <li key={text.zh}>{pick(text)}</li>)}</ul>}
    </div>
  );
}

interface MakeFields { quantity: number; reason: string; overrideReason?: string }

function MakeForm({ kind, opposite, row, candidate, onBack, onMade }: { kind: ListKind; opposite: ListKind | undefined; row: ListRow; candidate: Candidate; onBack: () => void; onMade: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const say = useProblemMessage();
  const client = useQueryClient();
  const proposals = kind.market === 'employment' ? operations.employmentProposals : operations.produceProposals;
  const make = useMutation({
    mutationFn: ({ quantity, reason, overrideReason }: MakeFields) => call(proposals.make, {
      demandId: kind.side === 'demand' ? row.id : candidate.entryId, supplyId: kind.side === 'supply' ? row.id : candidate.entryId,
      quantity, reason: reason.trim(), ...(overrideReason === undefined ? {} : { overrideReason }),
    }),
    onSuccess: () => { void message.success(t('hand.made')); void client.invalidateQueries({ queryKey: ['proposals'] }); onMade(); }, onError: say,
  });
  const most = Math.max(1, Math.min(row.quantity - row.taken, candidate.free));
  const overrides = (['hand.override.checked', 'hand.override.agreed', 'hand.override.soon', 'hand.override.other'] as const).map((key) => ({ value: t(key), label: t(key) }));
  return (
    <>
      <CandidateCard kind={kind} opposite={opposite} candidate={candidate} />
      {!candidate.eligible && <div className="notice warn" style={{ marginTop: 12 }}><strong>{t('hand.warn')}</strong><ul style={{ margin: '4px 0 0', paddingInlineStart: 18 }}>{candidate.failed.map((text) => <li key={text.zh}>{pick(text)}</li>)}</ul></div>}
      <Form<MakeFields> layout="vertical" style={{ marginTop: 16 }} initialValues={{ quantity: kind.unit === 'people' ? 1 : most }} onFinish={(values) => make.mutate(values)}>
        {kind.unit === 'jin' && <Form.Item name="quantity" label={t('hand.quantityJin')} rules={[{ required: true, message: t('row.required', { header: t('hand.quantity') }) }]}><InputNumber min={1} max={most} precision={0} style={{ width: 200 }} /></Form.Item>}
        {kind.unit === 'people' && <Form.Item name="quantity" hidden><InputNumber /></Form.Item>}
        <Form.Item name="reason" label={t('hand.reason')} rules={[{ required: true, whitespace: true, message: t('row.reasonNeeded') }]}><Input.TextArea rows={2} maxLength={200} showCount placeholder={t('hand.reasonText')} data-testid="hand-reason" /></Form.Item>
        {!candidate.eligible && <Form.Item name="overrideReason" label={t('hand.override')} rules={[{ required: true, message: t('row.reasonNeeded') }]}><Select options={overrides} data-testid="hand-override" /></Form.Item>}
        <div style={{ display: 'flex', gap: 8, marginTop: 24 }}><Button type="primary" htmlType="submit" loading={make.isPending} data-testid="hand-make">{t('hand.make')}</Button><Button onClick={onBack}>{t('act.back')}</Button></div>
      </Form>
    </>
  );
}
