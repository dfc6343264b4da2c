import type { ProjectView } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { call, operations } from '../api/index.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Yuan } from '../shell/number.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { useAddress } from '../shell/use-address.js';
import { ProjectBoard } from './project-board.js';
import { ProjectForm } from './project-form.js';
import { projectStates, ProjectStateWord } from './project-words.js';

const sorts = ['updated', 'total', 'grant', 'paid', 'name'] as const;

/** Projects of the programme as a list or by state. */
export function ProjectsPage(): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const navigate = useNavigate();
  const { code: programme } = useProgramme();
  const address = useAddress();
  const units = useUnitOptions();
  const [creating, setCreating] = useState(false);
  const board = address.get('view') === 'board';
  const state = projectStates.find((one) => one === address.get('state'));
  const field = address.get('field');
  const unit = address.get('unit');
  const search = address.get('search');
  const sort = sorts.find((one) => one === address.get('sort')) ?? 'updated';
  const ascending = address.get('ascending') === 'true';
  const filters = { programme, ...(field === undefined ? {} : { field }), ...(unit === undefined ? {} : { unit }), ...(search === undefined ? {} : { search }) };
  const { data: catalogue } = useQuery({ queryKey: ['project-catalogue', programme], enabled: may('project.read'), staleTime: 60_000, queryFn: ({ signal }) => call(operations.projects.catalogue, { programme }, signal) });
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['projects', filters, state, sort, ascending, address.position], enabled: !board && may('project.read'), placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.projects.list, { ...filters, ...(state === undefined ? {} : { state }), sort, descending: ascending ? 'false' : 'true', ...address.position }, signal),
  });
  if (!may('project.read')) return <ForbiddenPage />;
  const groups = catalogue?.catalogues.find((one) => one.programme === programme)?.groups ?? [];
  return (
    <>
      <div className="page-head">
        <h1>{t('project.title')}</h1>{!board && <Total page={data} />}<span className="grow" />
        <div className="acts">
          {may('project.write') && <Button type="primary" onClick={() => setCreating(true)} data-testid="project-create">{t('project.create')}</Button>}
          <Segmented value={board ? 'board' : 'list'} onChange={(view: string) => address.set({ view: view === 'board' ? 'board' : undefined })} options={[{ value: 'list', label: t('project.view.list') }, { value: 'board', label: t('project.view.board') }]} data-testid="project-view" />
        </div>
      </div>
      <div className="filters">
        <Input.Search key={search ?? ''} defaultValue={search ?? ''} allowClear placeholder={t('project.search')} onSearch={(text) => address.set({ search: text.trim() })} style={{ width: 240 }} data-testid="project-search" />
        {!board && <Select allowClear placeholder={t('project.col.state')} value={state ?? null} onChange={(value: string | null | undefined) => address.set({ state: value ?? undefined })} options={(catalogue?.states ?? []).map((one) => ({ value: one.state, label: pick(one.name) }))} style={{ width: 150 }} data-testid="project-state" />}
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('project.col.field')} value={field ?? null} onChange={(value: string | null | undefined) => address.set({ field: value ?? undefined })} style={{ width: 200 }} popupMatchSelectWidth={false}
          options={groups.map((group) => ({ label: pick(group.name), options: [{ value: group.code, label: `${pick(group.name)}` }, ...group.fields.map((one) => ({ value: one.code, label: pick(one.name) }))] }))}
        />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('project.col.unit')} value={unit ?? null} onChange={(value: string | null | undefined) => address.set({ unit: value ?? undefined })} options={units} style={{ width: 150 }} popupMatchSelectWidth={false} />
      </div>
      {board
        ? <ProjectBoard filters={filters} />
        : (
          <>
            {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
            {(error === null || data !== undefined) && (
              <RecordsTable<ProjectView>
                testId="projects-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} onOpen={(one) => void navigate(`/projects/${one.id}`)} empty={<div className="empty">{t('project.empty')}</div>}
                sorting={{ by: sort, descending: !ascending, change: (by, descending) => address.set({ sort: by, ascending: descending ? undefined : 'true' }) }}
                columns={[
                  { key: 'name', title: t('project.col.name'), sort: 'name', width: 300, render: (one) => <><div style={{ fontWeight: 500 }}>{one.name}{one.sample && !one.name.includes('样例') && <span className="muted small"> {t('project.sample')}</span>}</div><div className="muted small">{pick(one.fieldName)}</div></> },
                  { key: 'unit', title: t('project.col.unit'), width: 120, render: (one) => one.unitName },
                  { key: 'supporter', title: t('project.col.supporter'), width: 110, render: (one) => one.supporterName },
                  { key: 'total', title: t('project.col.total'), number: true, sort: 'total', width: 120, render: (one) => <Yuan fen={one.totalFen} /> },
                  { key: 'grant', title: t('project.col.grant'), number: true, sort: 'grant', width: 130, render: (one) => <Yuan fen={one.grantFen} /> },
                  { key: 'paid', title: t('project.col.paid'), number: true, sort: 'paid', width: 120, render: (one) => <Yuan fen={one.paidFen} /> },
                  { key: 'milestones', title: t('project.col.milestones'), width: 110, render: (one) => <span className="figure">{one.milestonesDone}/{one.milestones}{one.milestonesLate > 0 && <span style={{ color: 'var(--warn)' }}> {t('project.late', { n: one.milestonesLate })}</span>}</span> },
                  { key: 'state', title: t('project.col.state'), width: 130, render: (one) => <ProjectStateWord project={one} /> },
                ]}
              />
            )}
            <Pager page={data} position={address.position} onMove={address.move} />
          </>
        )}
      <ProjectForm project={null} open={creating} onClose={() => setCreating(false)} onSaved={(project) => void navigate(`/projects/${project.id}`)} />
    </>
  );
}
