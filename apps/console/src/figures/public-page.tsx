import type { publicFigures, ReplyOf } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { Fragment, type ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations } from '../api/index.js';
import { localTime, useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { usePhone } from '../shell/use-phone.js';
import { Definitions } from './definitions.js';
import { FigureAmount, type Definition } from './figure-amount.js';
import { figureGroups } from './figure-groups.js';

type Totals = ReplyOf<typeof publicFigures.totals>;
type Cell = Totals['programmes'][number]['totals'][number];

/** What everyone may see, without signing in: totals and counties, small cells hidden. */
export function PublicPage(): ReactNode {
  const { t, pick, language, setLanguage } = useTexts();
  const { data, error, refetch } = useQuery({ queryKey: ['public-figures'], queryFn: ({ signal }) => call(operations.publicFigures.totals, {}, signal) });
  const { data: definitions } = useQuery({ queryKey: ['figure-definitions'], staleTime: 60_000, queryFn: ({ signal }) => call(operations.figures.definitions, {}, signal) });
  const shown = (definitions?.items ?? []).filter((one) => one.public);
  return (
    <div data-testid="public-page">
      <header className="top">
        <Link to="/public" className="brand" style={{ padding: 0 }}><img src="/favicon.svg" alt="" />{t('app.name')}</Link><span className="grow" />
        <Button type="text" size="small" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')} data-testid="language">{t('header.language')}</Button>
        <Link to="/sign-in">{t('public.signIn')}</Link>
      </header>
      <main className="content" style={{ maxWidth: 1160, margin: '0 auto' }}>
        <div className="page-head" style={{ marginBottom: 4 }}><h1>{t('public.title')}</h1>{data?.freshAt !== undefined && data.freshAt !== null && <span className="muted">{t('figures.fresh', { time: localTime(data.freshAt) })}</span>}</div>
        <p className="muted">{t('public.intro')}</p>
        {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <Skeleton active />}
        {data !== undefined && data.programmes.length === 0 && <div className="empty">{t('public.none')}</div>}
        {data?.programmes.map((programme) => (
          <section className="panel" key={programme.code}>
            <h2>{programme.name}</h2>
            <div data-testid="public-totals">
              {figureGroups.map((group) => {
                const cells = programme.totals.filter((cell) => group.codes.includes(cell.code));
                return cells.length === 0 ? null : (
                  <div key={group.title} style={{ marginTop: 14 }}>
                    <h3 className="muted">{t(group.title)}</h3>
                    <div className="numbers">{cells.map((cell) => <Total key={cell.code} cell={cell} definition={shown.find((one) => one.code === cell.code)} />)}</div>
                  </div>
                );
              })}
            </div>
            {programme.counties.length > 0 && <Counties counties={programme.counties} definitions={shown} />}
          </section>
        ))}
        {data !== undefined && <p className="muted">{pick(data.rule)}</p>}
        <Definitions items={shown} />
      </main>
    </div>
  );
}

function Total({ cell, definition }: { cell: Cell; definition: Definition | undefined }): ReactNode {
  const { pick } = useTexts();
  return <div className="number-block" title={definition === undefined ? '' : pick(definition.wording)}><div className="value"><CellValue cell={cell} definition={definition} /></div><div className="label">{definition === undefined ? '' : pick(definition.name)}</div></div>;
}

function CellValue({ cell, definition }: { cell: Cell | undefined; definition: Definition | undefined }): ReactNode {
  const { t } = useTexts();
  if (cell === undefined) return '—';
  return cell.hidden ? <span className="muted small">{t('public.hidden')}</span> : <FigureAmount unit={definition?.unit} value={cell.value} />;
}

function Counties({ counties, definitions }: { counties: Totals['programmes'][number]['counties']; definitions: readonly Definition[] }): ReactNode {
  const { t, pick } = useTexts();
  const phone = usePhone();
  const columns = definitions.filter((definition) => counties.some((county) => county.cells.some((cell) => cell.code === definition.code)));
  return (
    <details style={{ marginTop: 16 }}>
      <summary><strong>{t('public.counties')}</strong></summary>
      {phone
        ? counties.map((county) => (
          <div key={county.unit} className="card-row" style={{ marginTop: 10 }}>
            <div className="card-title">{county.name}</div>
            <dl>{columns.map((column) => <Fragment key={column.code}><dt>{pick(column.name)}</dt><dd><CellValue cell={county.cells.find((cell) => cell.code === column.code)} definition={column} /></dd></Fragment>)}</dl>
          </div>
        ))
        : (
          <div className="scroll-x" style={{ marginTop: 10 }}>
            <table className="plain-table light" data-testid="public-counties">
              <thead><tr><th>{t('public.county')}</th><th>{t('public.province')}</th>{columns.map((column) => <th key={column.code} className="right" style={{ whiteSpace: 'normal' }}>{pick(column.name)}</th>)}</tr></thead>
              <tbody>{counties.map((county) => <tr key={county.unit}><td className="name">{county.name}</td><td>{county.province}</td>{columns.map((column) => <td key={column.code} className="right"><CellValue cell={county.cells.find((cell) => cell.code === column.code)} definition={column} /></td>)}</tr>)}</tbody>
            </table>
          </div>
        )}
    </details>
  );
}
