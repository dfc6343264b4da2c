import type { ListRow, RevealedPerson } from '@jiedui/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Skeleton, Timeline } from 'antd';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../api/index.js';
import { WorkerHelp } from '../help-requests/worker-help.js';
import { ExplanationDrawer } from '../matching/explanation-drawer.js';
import { localTime, unknownMark, useTexts } from '../messages/index.js';
import { explainsOthers } from '../shell/access.js';
import { useActor } from '../shell/actor-context.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { TierBadge } from '../shell/state-word.js';
import { usePhone } from '../shell/use-phone.js';
import { WorkerLinkSection } from '../worker-links/worker-link.js';
import { RowStatusWord } from './list-columns.js';
import type { ListKind } from './list-kinds.js';
import { ConsentRecords } from './consent-record.js';
import { EraseDialog } from './erase-dialog.js';
import { HandMatch } from './hand-match.js';
import { named } from './named-row.js';
import { RevealPerson } from './reveal-person.js';
import { RowForm } from './row-form.js';
import { TierGrounds } from './tier-grounds.js';
import { WorkerHousehold } from './worker-household.js';
import { WorkerTraining } from './worker-training.js';
import { WithdrawDialog } from './withdraw-dialog.js';

/** A row of a list with everything known of it and what can be done. */
export function RowDrawer({ kind, id, onClose }: { kind: ListKind; id: string | undefined; onClose: () => void }): ReactNode {
  const phone = usePhone();
  const { data, error, refetch } = useQuery({
    queryKey: ['row', kind.code, id], enabled: id !== undefined,
    queryFn: ({ signal }) => call(kind.operations.get, { id: id ?? '' }, signal),
  });
  const shown = id === undefined ? undefined : data;
  return (
    <Drawer
      open={id !== undefined} onClose={onClose} size={phone ? '100%' : 620} data-testid="row-drawer"
      title={shown === undefined ? '' : named(shown.row)} footer={shown === undefined ? null : <RowActs kind={kind} row={shown.row} />}
    >
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {shown === undefined && error === null && <Skeleton active />}
      {shown !== undefined && <RowBody key={shown.row.id} kind={kind} row={shown.row} history={shown.history} />}
    </Drawer>
  );
}

/** The column that holds the row's region: where it was given as a code, its name is put before it. */
const homeColumn: Record<ListRow['list'], string> = { post: 'region', worker: 'unit', orderLine: 'region', lot: 'originUnit' };

function RowBody({ kind, row, history }: { kind: ListKind; row: ListRow; history: readonly { at: string; by: string; what: string; reason: string | null }[] }): ReactNode {
  const { t, language } = useTexts();
  const { may } = useActor();
  const [revealed, setRevealed] = useState<RevealedPerson | null>(null);
  const { data: columns } = useQuery({ queryKey: ['columns', kind.code], staleTime: Infinity, queryFn: ({ signal }) => call(kind.operations.columns, {}, signal) });
  const known = (columns?.columns ?? []).filter((column) => (row.cells[column.code] ?? '') !== '');
  const assumed = new Map(row.assumed.map((one) => [one.field, one]));
  return (
    <>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 10, alignItems: 'center', marginBottom: 14 }}>
        <RowStatusWord status={row.status} />
        {kind.tierOf !== null && <TierBadge tier={row.tier} of={kind.tierOf} />}
        <span className="muted">{row.organisationName === row.regionName ? row.regionName : `${row.organisationName} · ${row.regionName}`}</span>
      </div>
      {row.erased && <div className="notice" data-testid="row-erased">{t('privacy.erasedText')}</div>}
      {row.assumed.length > 0 && (
        <div className="notice warn" data-testid="row-assumed">
          <strong>{t('row.assumed')}</strong> <span className="muted">{t('row.assumedText')}</span>
          <ul style={{ margin: '6px 0 0', paddingInlineStart: 18 }}>{row.assumed.map((one) => <li key={one.field + one.zh}>{language === 'zh' ? one.zh : one.en}</li>)}</ul>
        </div>
      )}
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', justifyContent: 'space-between', marginBottom: 8 }}>
        <h2 style={{ margin: 0 }}>{t('row.cells')}</h2>
        {kind.code === 'worker' && !row.erased && <RevealPerson row={row} revealed={revealed} onRevealed={setRevealed} />}
      </div>
      <table className="plain-table light" data-testid="row-cells">
        <tbody>
          {known.map((column) => (
            <tr key={column.code}>
              <th scope="row" style={{ width: '34%', fontWeight: 400 }} className="muted">{column.header}</th>
              <td style={{ whiteSpace: 'pre-wrap' }}>{column.code === homeColumn[kind.code] && /^\d{6}$/.test(row.cells[column.code] ?? '') ? `${row.regionName} ${row.cells[column.code] ?? ''}` : (column.personal ? inFull(revealed, column.code) : null) ?? row.cells[column.code]}{assumed.has(column.code) && <span className="tier t2" style={{ marginInlineStart: 8 }}>{t('row.assumed')}</span>}</td>
            </tr>
          ))}
          {known.length === 0 && columns !== undefined && <tr><td>{unknownMark}</td></tr>}
        </tbody>
      </table>
      {kind.code === 'worker' && !row.erased && row.tier !== null && <TierGrounds id={row.id} version={row.version} />}
      {kind.code === 'worker' && !row.erased && may('household.read') && <WorkerHousehold id={row.id} version={row.version} />}
      {kind.code === 'worker' && !row.erased && <WorkerTraining id={row.id} version={row.version} programme={row.programme} isOpen={row.status !== 'withdrawn'} />}
      {kind.code === 'worker' && !row.erased && <ConsentRecords row={row} />}
      {kind.code === 'worker' && !row.erased && may('help-request.answer') && <WorkerHelp id={row.id} />}
      {kind.code === 'worker' && !row.erased && <WorkerLinkSection row={row} />}
      <h2 style={{ marginTop: 22 }}>{t('row.history')}</h2>
      {history.length === 0
        ? <p className="muted">{t('row.historyNone')}</p>
        : <Timeline items={history.map((event, i) => ({ key: String(i), content: <div>{event.what} <span className="muted small">{event.by} · <span className="figure">{localTime(event.at)}</span></span>{event.reason !== null && <div className="muted">{event.reason}</div>}</div> }))} />}
    </>
  );
}

/** The full value of a personal cell while it is shown. */
function inFull(person: RevealedPerson | null, column: string): string | null {
  return person === null ? null : column === 'name' ? person.name : column === 'idNumber' ? person.idNumber : column === 'phone' ? person.phone : null;
}

function RowActs({ kind, row }: { kind: ListKind; row: ListRow }): ReactNode {
  const { t } = useTexts();
  const { actor, may } = useActor();
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const say = useProblemMessage();
  const [open, setOpen] = useState<'edit' | 'withdraw' | 'explain' | 'match' | 'erase' | null>(null);
  const renew = (): void => { void client.invalidateQueries({ queryKey: ['row', kind.code, row.id] }); void client.invalidateQueries({ queryKey: ['list', kind.code] }); };
  const restore = useMutation({
    mutationFn: () => call(kind.operations.restore, { id: row.id, version: row.version }),
    onSuccess: () => { void message.success(t('row.restored')); renew(); }, onError: say,
  });
  const close = (): void => setOpen(null);
  const proposalsRead = kind.market === 'employment' ? 'employment-proposal.read' as const : 'produce-proposal.read' as const;
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
      {!row.erased && may('explanation.read') && (may(kind.write) || explainsOthers(actor)) && <Button type="primary" onClick={() => setOpen('explain')} data-testid="row-explain">{t('row.explain')}</Button>}
      {may(kind.make) && row.status === 'open' && <Button onClick={() => setOpen('match')} data-testid="row-match">{t(kind.code === 'lot' && !may('lot.write') ? 'row.request' : 'row.match')}</Button>}
      {may(proposalsRead) && <Button onClick={() => void navigate(`/proposals/${kind.market}?entry=${row.id}`)} data-testid="row-proposals">{t('row.proposals')}</Button>}
      <span style={{ flex: 1 }} />
      {may(kind.write) && row.status !== 'withdrawn' && <Button onClick={() => setOpen('edit')} data-testid="row-edit">{t('row.edit')}</Button>}
      {kind.code === 'worker' && !row.erased && may('worker.erase') && <Button type="text" danger onClick={() => setOpen('erase')} data-testid="row-erase">{t('privacy.erase')}</Button>}
      {may(kind.write) && !row.erased && (row.status === 'withdrawn'
        ? <Button loading={restore.isPending} onClick={() => restore.mutate()} data-testid="row-restore">{t('row.restore')}</Button>
        : <Button danger onClick={() => setOpen('withdraw')} data-testid="row-withdraw">{t('row.withdraw')}</Button>)}
      <RowForm kind={kind} row={row} open={open === 'edit'} onClose={close} onSaved={() => { close(); renew(); }} />
      <WithdrawDialog kind={kind} row={row} open={open === 'withdraw'} onClose={close} onDone={() => { close(); renew(); }} />
      {kind.code === 'worker' && <EraseDialog row={row} open={open === 'erase'} onClose={close} onDone={() => { close(); renew(); }} />}
      <ExplanationDrawer subject={open === 'explain' ? { entryId: row.id } : null} onClose={close} />
      <HandMatch kind={kind} row={row} open={open === 'match'} onClose={close} />
    </div>
  );
}
