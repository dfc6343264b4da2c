import type { Market } from '@jiedui/contracts';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations } from '../api/index.js';
import { marketName, runStateTone, runStateWord } from '../matching/market-words.js';
import { verdictOf } from '../matching/verdict.js';
import { fullNumber, localTime, useTexts } from '../messages/index.js';
import { managesOnly } from './access.js';
import { useActor } from './actor-context.js';
import { figuresOf, todosOf } from './home-todos.js';
import './home.css';
import { Count } from './number.js';
import { ProblemNotice } from './problem-notice.js';
import { useProgramme } from './programme-context.js';
import { StateWord } from './state-word.js';

/** A role's home: what waits, the last runs, where things stand. */
export function HomePage(): ReactNode {
  const { t } = useTexts();
  const { actor, may } = useActor();
  const { code: programme, programme: chosen } = useProgramme();
  return (
    <>
      <div className="page-head"><h1>{t('home.title')}</h1><span className="muted">{[actor.organisationName, actor.displayName].filter((part, i, all) => part !== null && all.indexOf(part) === i).join(' · ')}</span></div>
      {managesOnly(actor) && <p className="muted" data-testid="home-manages">{t('home.managesOnly')}</p>}
      {(!managesOnly(actor) || may('operations.read')) && <Todos programme={programme} />}
      {may('run.read') && <LastRuns programme={programme} />}
      <Figures programme={programme} />
      {chosen !== undefined && <p className="muted"><Link to="/registry">{t('home.pairings')}</Link> {t('home.pairingsText', { units: chosen.counts.units, named: chosen.counts.pairingsNamed })}</p>}
    </>
  );
}

function Todos({ programme }: { programme: string }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const todos = todosOf(may, programme);
  const counts = useQueries({ queries: todos.map((todo) => ({ queryKey: ['home', programme, todo.id], queryFn: ({ signal }: { signal: AbortSignal }) => todo.load(signal) })) });
  const waiting = counts.some((count) => count.isPending);
  const failed = counts.find((count) => count.error !== null);
  const rows = todos.flatMap((todo, i) => { const count = counts[i]?.data; return count === undefined || count.total === 0 ? [] : [{ todo, count }]; });
  return (
    <section className="panel home-todos" data-testid="home-todos">
      {failed !== undefined && <ProblemNotice error={failed.error} onRetry={() => void failed.refetch()} />}
      {waiting && rows.length === 0 && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {!waiting && rows.length === 0 && failed === undefined && <p className="muted" style={{ margin: 0 }}>{t('home.nothing')}</p>}
      {rows.map(({ todo, count }) => (
        <Link key={todo.id} to={todo.to} className="home-todo" data-testid={`todo-${todo.id}`}>
          <strong className="figure">{count.exact ? '' : `${t('count.over')} `}{fullNumber(count.total)}</strong><span>{t(todo.label)}</span><span className="go">{t('home.go')}</span>
        </Link>
      ))}
    </section>
  );
}

const markets: readonly Market[] = ['employment', 'produce'];

function LastRuns({ programme }: { programme: string }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const seen = markets.filter((market) => (market === 'employment' ? may('employment-proposal.read') || !may('produce-proposal.read') : may('produce-proposal.read') || !may('employment-proposal.read')));
  return <div className="two">{seen.map((market) => <LastRun key={market} market={market} programme={programme} title={t(market === 'employment' ? 'home.lastRun.employment' : 'home.lastRun.produce')} />)}</div>;
}

function LastRun({ market, programme, title }: { market: Market; programme: string; title: string }): ReactNode {
  const texts = useTexts();
  const { t } = texts;
  const { data, error } = useQuery({ queryKey: ['runs', programme, market, 'last'], queryFn: ({ signal }) => call(operations.matchingRuns.list, { programme, market, size: 1 }, signal) });
  const [run] = data?.items ?? [];
  return (
    <section className="panel" data-testid={`last-run-${market}`}>
      <h2>{title}</h2>
      {error !== null && <ProblemNotice error={error} />}
      {data === undefined && error === null && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {data !== undefined && run === undefined && <p className="muted">{t('home.lastRun.none')} · <Link to={`/runs?market=${market}`}>{t('run.start')}</Link></p>}
      {run !== undefined && (
        <>
          {run.state === 'finished' ? <p><Link to={`/runs/${run.id}`} style={{ color: 'inherit' }}>{verdictOf(run, texts)}</Link></p> : <p><StateWord tone={runStateTone[run.state]}>{t(runStateWord[run.state])}</StateWord></p>}
          <p className="muted small figure" style={{ margin: 0, whiteSpace: 'normal' }}><Link to={`/runs/${run.id}`}>{t('run.one', { n: run.sequence, market: t(marketName[run.market]) })}</Link> · {localTime(run.finishedAt ?? run.createdAt)}</p>
        </>
      )}
    </section>
  );
}

function Figures({ programme }: { programme: string }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const figures = figuresOf(may, programme);
  const counts = useQueries({ queries: figures.map((figure) => ({ queryKey: ['home', programme, figure.id], queryFn: ({ signal }: { signal: AbortSignal }) => figure.load(signal) })) });
  if (figures.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t('home.figures')}</h2>
      <div className="numbers" data-testid="home-figures">
        {figures.map((figure, i) => (
          <Link key={figure.id} to={figure.to} className="number-block home-figure">
            <div className="value">{counts[i]?.data?.exact === false && <span style={{ fontSize: 14 }}>{t('count.over')} </span>}<Count value={counts[i]?.data?.total} /></div><div className="label">{t(figure.label)}</div>
          </Link>
        ))}
      </div>
    </section>
  );
}
