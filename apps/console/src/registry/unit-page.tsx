import type { UnitView } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { call, operations, problemOf } from '../api/index.js';
import { listKinds } from '../lists/list-kinds.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { MissingPage } from '../shell/error-pages.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';

/** One receiving unit in every programme it belongs to. */
export function UnitPage(): ReactNode {
  const { t } = useTexts();
  const { code = '' } = useParams();
  const { may } = useActor();
  const { data, error, refetch } = useQuery({ queryKey: ['unit', code], staleTime: Infinity, queryFn: ({ signal }) => call(operations.registry.unit, { code }, signal) });
  if (error !== null) return problemOf(error).status === 404 || problemOf(error).status === 400 ? <MissingPage /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton active />;
  const [unit] = data.units;
  if (unit === undefined) return <MissingPage />;
  const lists = listKinds.filter((kind) => kind.side === 'supply' && may(kind.read));
  return (
    <div data-testid="unit-page">
      <div className="page-head" style={{ marginBottom: 4 }}><Link to="/registry?tab=units">{t('registry.tab.units')}</Link><span className="muted">/</span><h1>{unit.name}</h1></div>
      <p className="muted">
        {[unit.province, unit.prefecture].filter(Boolean).join(' ')} · <span className="figure">{t('units.code')} {unit.code}</span>
        {unit.formerNames.length > 0 && <> · {t('unit.former', { names: unit.formerNames.join('、') })}</>}
      </p>
      {data.units.map((one) => <InProgramme key={one.programme} unit={one} />)}
      {lists.length > 0 && (
        <section className="panel">
          <h2>{t('unit.records')}</h2>
          <div style={{ display: 'flex', flexWrap: 'wrap', gap: '6px 20px' }}>{lists.map((kind) => <Link key={kind.code} to={`/lists/${kind.path}?region=${unit.code}`}>{t(kind.title)}</Link>)}</div>
        </section>
      )}
      <section className="panel">
        <h2>{t('unit.townships')} <span className="muted" style={{ fontWeight: 400 }}>{data.townships.length > 0 ? t('unit.townships.n', { n: data.townships.length }) : ''}</span></h2>
        {data.townships.length === 0 ? <p className="muted">{t('unit.townships.none')}</p> : <p data-testid="townships" style={{ columnWidth: 130, columnGap: 16, lineHeight: 1.9, margin: 0 }}>{data.townships.map((name) => <span key={name} style={{ display: 'block' }}>{name}</span>)}</p>}
      </section>
    </div>
  );
}

function InProgramme({ unit }: { unit: UnitView }): ReactNode {
  const { t } = useTexts();
  const { programmes } = useProgramme();
  const programme = programmes.find((one) => one.code === unit.programme);
  return (
    <section className="panel">
      <h2>{programme?.name ?? ''}</h2>
      <p style={{ display: 'flex', gap: 6, flexWrap: 'wrap' }}>{unit.zones.length === 0 ? <span className="muted">{t('unit.noZones')}</span> : unit.zones.map((zone) => <span key={zone} className="tier t3" style={{ fontSize: 13, lineHeight: '22px' }}>{zone}</span>)}</p>
      {unit.nameInDocument !== unit.name && <p>{t('unit.inDocument', { name: unit.nameInDocument })}</p>}
      {!unit.countedAsCounty && <p>{t('unit.notCounted')}</p>}
      {unit.keyArea === true && <p className="muted">{t('unit.keyArea')}</p>}
      <h3 style={{ marginTop: 12 }}>{t('unit.supporters')}</h3>
      {unit.supporters.length === 0
        ? <p className="muted">{t('unit.noSupporter')}</p>
        : (
          <table className="plain-table light" style={{ maxWidth: 480 }}>
            <tbody>{unit.supporters.map((one) => <tr key={one.code + one.kind}><td className="figure muted" style={{ width: 40 }}>{one.order ?? ''}</td><td>{one.name}</td><td className="muted">{one.kind}</td></tr>)}</tbody>
          </table>
        )}
    </section>
  );
}
