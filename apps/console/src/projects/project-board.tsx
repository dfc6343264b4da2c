import { useQueries, useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { Count, Yuan } from '../shell/number.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { projectStates } from './project-words.js';

const shownEach = 6;

/** Projects by state with their sums; each column shows its newest and opens the list. */
export function ProjectBoard({ filters }: { filters: { programme: string; field?: string; unit?: string; search?: string } }): ReactNode {
  const { t, pick } = useTexts();
  const { data, error, refetch } = useQuery({ queryKey: ['project-board', filters], queryFn: ({ signal }) => call(operations.projects.board, filters, signal) });
  const newest = useQueries({ queries: projectStates.map((state) => ({ queryKey: ['projects', filters, state, 'board'], queryFn: ({ signal }: { signal: AbortSignal }) => call(operations.projects.list, { ...filters, state, size: shownEach }, signal) })) });
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton active />;
  return (
    <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 270px), 1fr))', gap: 14 }} data-testid="project-board">
      {projectStates.map((state, i) => {
        const column = data.states.find((one) => one.state === state);
        const items = newest[i]?.data?.items ?? [];
        if (column === undefined) return null;
        return (
          <section key={state} className="panel" style={{ margin: 0 }}>
            <h2 style={{ marginBottom: 2 }}><Link to={`/projects?state=${state}`} style={{ color: 'inherit' }}>{pick(column.name)}</Link> <Count value={column.projects} /></h2>
            <p className="muted small">{t('project.col.total')} <Yuan fen={column.totalFen} /> · {t('project.col.paid')} <Yuan fen={column.paidFen} /></p>
            {items.length === 0 && <p className="muted">{t('project.none')}</p>}
            {items.map((one) => <p key={one.id} style={{ borderTop: '1px solid var(--line)', paddingTop: 6, margin: '0 0 6px' }}><Link to={`/projects/${one.id}`}>{one.name}</Link><br /><span className="muted small">{one.supporterName} → {one.unitName} · <Yuan fen={one.totalFen} /></span></p>)}
            {column.projects > items.length && <Link to={`/projects?state=${state}`} className="small">{t('count.exact', { n: column.projects })}</Link>}
          </section>
        );
      })}
    </div>
  );
}
