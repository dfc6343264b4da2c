import type { ProjectView, ReplyOf, projects } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Skeleton, Steps, Timeline } from 'antd';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { call, operations, problemOf } from '../api/index.js';
import { localTime, unknownMark, useTexts } from '../messages/index.js';
import { MissingPage } from '../shell/error-pages.js';
import { Yuan } from '../shell/number.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { StateWord, type Tone } from '../shell/state-word.js';
import { usePhone } from '../shell/use-phone.js';
import { ProjectActs } from './project-acts.js';
import { Milestones, Payments } from './project-progress.js';
import { chain, ProjectStateWord } from './project-words.js';

type ProjectRecord = ReplyOf<typeof projects.get>;

/** One project: where it stands, what comes next, funds, screening, milestones, history. */
export function ProjectPage(): ReactNode {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery({ queryKey: ['project', id], queryFn: ({ signal }) => call(operations.projects.get, { id }, signal) });
  if (error !== null && data === undefined) return problemOf(error).status === 404 || problemOf(error).status === 400 ? <MissingPage /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton active />;
  const { project } = data;
  return (
    <div data-testid="project-page">
      <div className="page-head" style={{ marginBottom: 4 }}>
        <Link to="/projects">{t('project.title')}</Link><span className="muted">/</span><h1>{project.name}</h1><ProjectStateWord project={project} />
      </div>
      <p className="muted">{project.supporterName} → <Link to={`/registry/units/${project.unit}`}>{project.unitName}</Link>{project.sample && ` · ${t('project.sample')}`}</p>
      <ProjectActs project={project} screening={data.screening} />
      <Chain project={project} />
      <div className="two"><Facts project={project} /><div><Budget project={project} /><Screened record={data} /></div></div>
      <Milestones project={project} milestones={data.milestones} />
      <Payments project={project} payments={data.payments} />
      <History history={data.history} />
    </div>
  );
}

function Chain({ project }: { project: ProjectView }): ReactNode {
  const { t, pick } = useTexts();
  const phone = usePhone();
  const { data } = useQuery({ queryKey: ['project-catalogue', project.programme], staleTime: 60_000, queryFn: ({ signal }) => call(operations.projects.catalogue, { programme: project.programme }, signal) });
  const at = chain.indexOf(project.state);
  const off = at < 0;
  return (
    <section className="panel" aria-label={t('project.chain')}>
      <Steps
        size="small" orientation={phone ? 'vertical' : 'horizontal'} responsive={false} current={off ? 0 : at} status={off ? 'error' : project.state === 'completed' ? 'finish' : 'process'}
        items={chain.map((state, i) => ({ title: off && i === 0 ? pick(project.stateName) : pick(data?.states.find((one) => one.state === state)?.name ?? { zh: '', en: '' }) }))}
      />
    </section>
  );
}

function Facts({ project }: { project: ProjectView }): ReactNode {
  const { t, pick } = useTexts();
  const rows: readonly (readonly [string, string])[] = [
    [t('project.col.field'), `${pick(project.fieldGroupName)} · ${pick(project.fieldName)}`], [t('project.site'), project.site],
    [t('project.period'), project.startOn === null && project.endOn === null ? unknownMark : `${project.startOn ?? unknownMark} 至 ${project.endOn ?? unknownMark}`],
    [t('project.industry'), project.industryCode === null ? unknownMark : `${project.industryCode} ${project.industryName ?? ''}`], [t('project.summary'), project.summary === '' ? unknownMark : project.summary],
  ];
  return (
    <section className="panel">
      <h2>{t('project.facts')}</h2>
      <table className="plain-table light"><tbody>{rows.map(([label, value]) => <tr key={label}><td className="muted" style={{ width: 90 }}>{label}</td><td style={{ whiteSpace: 'pre-wrap' }}>{value}</td></tr>)}</tbody></table>
    </section>
  );
}

function Budget({ project }: { project: ProjectView }): ReactNode {
  const { t } = useTexts();
  const part = (fen: number): string => `${String(project.totalFen === 0 ? 0 : (fen / project.totalFen) * 100)}%`;
  return (
    <section className="panel">
      <h2>{t('project.budget')}</h2>
      <div className="numbers" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(100px, 1fr))' }}>
        <div className="number-block"><div className="value"><Yuan fen={project.totalFen} /></div><div className="label">{t('project.col.total')}</div></div>
        <div className="number-block"><div className="value"><Yuan fen={project.grantFen} /></div><div className="label">{t('project.col.grant')}</div></div>
        <div className="number-block"><div className="value" data-testid="project-paid"><Yuan fen={project.paidFen} /></div><div className="label">{t('project.col.paid')}</div></div>
      </div>
      <div className="bar" style={{ marginTop: 12, position: 'relative' }}><i style={{ width: part(project.grantFen), opacity: 0.35 }} /><i style={{ width: part(project.paidFen), position: 'absolute', left: 0, top: 0 }} /></div>
    </section>
  );
}

const verdictTone = { prohibited: 'bad', conditional: 'warn', allowed: 'good' } as const satisfies { [verdict: string]: Tone };

function Screened({ record }: { record: ProjectRecord }): ReactNode {
  const { t, pick } = useTexts();
  const { screening, project } = record;
  return (
    <section className="panel" data-testid="project-screening">
      <h2>{t('project.screening')}</h2>
      {screening === null
        ? <p className="muted">{t('project.screening.none')}</p>
        : (
          <>
            <p><StateWord tone={verdictTone[screening.verdict]}>{t(`project.screening.${screening.verdict}`)}</StateWord> {screening.industryCode} {screening.industryName}</p>
            <p>{pick(screening.text)}</p>
            {screening.clauses.map((clause) => <p key={clause.code} className="muted">{clause.clause}{clause.condition === null ? '' : `：${clause.condition}`}</p>)}
            {project.conditionAnswer !== '' && <p>{t('project.condition')}：{project.conditionAnswer}</p>}
            {screening.sample && <p className="muted small">{t('project.screening.sample')}</p>}
          </>
        )}
    </section>
  );
}

function History({ history }: { history: ProjectRecord['history'] }): ReactNode {
  const { t, pick } = useTexts();
  return (
    <section className="panel">
      <h2>{t('project.history')}</h2>
      <Timeline items={history.map((event, i) => ({ key: String(i), content: <div>{pick(event.actName)} <span className="muted small">{event.by} · <span className="figure">{localTime(event.at)}</span></span>{event.reason !== null && <div className="muted">{event.reason}</div>}</div> }))} />
    </section>
  );
}
