import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { useState, type ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import { addressOf, call } from '../api/index.js';
import { OwnBarNotice } from '../barred-employers/own-bar-notice.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage, MissingPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { useAddress, type Address } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import { useListColumns } from './list-columns.js';
import { ListFilters, filterNames } from './list-filters.js';
import { listKindOf, type ListKind } from './list-kinds.js';
import { RowDrawer } from './row-drawer.js';
import { RowForm } from './row-form.js';

/** One page for the four lists. */
export function ListPage(): ReactNode {
  const { list } = useParams();
  const { may } = useActor();
  const kind = listKindOf(list);
  if (kind === undefined) return <MissingPage />;
  return may(kind.read) ? <ListOf key={kind.code} kind={kind} /> : <ForbiddenPage />;
}

const sorts = ['updated', 'title', 'region', 'quantity', 'amount', 'from'] as const;
const statuses = ['open', 'withdrawn', 'filled', 'expired'] as const;

/** The list's query as the address says it, without the place in the list. */
function filtersOf(address: Address, programme: string) {
  const search = address.get('search');
  const region = address.get('region');
  const category = address.get('category');
  const tier = address.get('tier');
  const organisation = address.get('organisation');
  const status = statuses.find((one) => one === address.get('status'));
  return {
    programme,
    ...(search === undefined ? {} : { search }), ...(region === undefined ? {} : { region }), ...(category === undefined ? {} : { category }),
    ...(tier === undefined ? {} : { tier }), ...(organisation === undefined ? {} : { organisation }), ...(status === undefined ? {} : { status }),
    sort: sorts.find((one) => one === address.get('sort')) ?? 'updated' as const,
    descending: address.get('ascending') === 'true' ? 'false' : 'true',
  };
}

function ListOf({ kind }: { kind: ListKind }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const { code: programme } = useProgramme();
  const address = useAddress();
  const filters = filtersOf(address, programme);
  const [creating, setCreating] = useState(false);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['list', kind.code, filters, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(kind.operations.list, { ...filters, ...address.position }, signal),
  });
  const columns = useListColumns(kind, (data?.items ?? []).some((row) => row.tier !== null));
  const open = address.get('row');
  const filtered = filterNames.some((name) => address.get(name) !== undefined);
  return (
    <>
      <div className="page-head">
        <h1>{t(kind.title)}</h1><Total page={data} /><span className="grow" />
        <ListActs kind={kind} exportAddress={addressOf(kind.operations.export, filters)} onCreate={() => setCreating(true)} />
      </div>
      {kind.code === 'post' && <OwnBarNotice />}
      <ListFilters kind={kind} address={address} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="list-table" columns={columns} rows={data?.items} rowKey={(row) => row.id} busy={isPlaceholderData}
          onOpen={(row) => address.open({ row: row.id })}
          sorting={{ by: filters.sort, descending: filters.descending === 'true', change: (by, descending) => address.set({ sort: by, ascending: descending ? undefined : 'true' }) }}
          empty={filtered ? <EmptyByFilter address={address} /> : <EmptyList kind={kind} canWrite={may(kind.write)} />}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <RowDrawer kind={kind} id={open} onClose={() => address.close({ row: undefined })} />
      <RowForm kind={kind} row={null} open={creating} onClose={() => setCreating(false)} onSaved={(row) => { setCreating(false); address.open({ row: row.id }); }} />
    </>
  );
}

function ListActs({ kind, exportAddress, onCreate }: { kind: ListKind; exportAddress: string; onCreate: () => void }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const navigate = useNavigate();
  const phone = usePhone();
  const writes = may(kind.write);
  const template = addressOf(kind.operations.template, {});
  return (
    <div className="acts no-print">
      {writes && <Button type="primary" onClick={() => void navigate(`/lists/${kind.path}/import`)} data-testid="list-import">{t('list.import')}</Button>}
      {writes && <Button onClick={onCreate} data-testid="list-create">{t('list.create')}</Button>}
      {phone
        ? (
          <Dropdown trigger={['click']} menu={{ items: [
            { key: 'template', label: <a href={template}>{t('list.template')}</a> },
            { key: 'export', label: <a href={exportAddress}>{t('list.export')}</a> },
          ] }}
          >
            <Button data-testid="list-more">{t('list.more')}</Button>
          </Dropdown>
        )
        : <><Button href={template} data-testid="list-template">{t('list.template')}</Button><Button href={exportAddress} data-testid="list-export">{t('list.export')}</Button></>}
    </div>
  );
}

function EmptyByFilter({ address }: { address: Address }): ReactNode {
  const { t } = useTexts();
  return (
    <div className="empty">
      <h2>{t('list.empty.filtered')}</h2><p>{t('list.empty.filtered.text')}</p>
      <Button onClick={() => address.set(Object.fromEntries(filterNames.map((name) => [name, undefined])))}>{t('act.clear')}</Button>
    </div>
  );
}

function EmptyList({ kind, canWrite }: { kind: ListKind; canWrite: boolean }): ReactNode {
  const { t } = useTexts();
  const navigate = useNavigate();
  return (
    <div className="empty">
      <h2>{t('list.empty.title')}</h2><p>{t(kind.empty)}</p>
      <div className="acts">
        <Button href={addressOf(kind.operations.template, {})}>{t('list.template')}</Button>
        {canWrite && <Button type="primary" onClick={() => void navigate(`/lists/${kind.path}/import`)}>{t('list.import')}</Button>}
      </div>
    </div>
  );
}
