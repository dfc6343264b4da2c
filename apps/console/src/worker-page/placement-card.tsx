import type { OwnPlacement } from '@jiedui/contracts';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber } from '../messages/amounts.js';
import { Facts, Failure, NoForm, useAct } from './own-acts.js';
import { useWords } from './page-words.js';

/** The worker's job: the offer to answer, the day, and the way out until the departure. */
export function PlacementCard({ placement, onChanged }: { placement: OwnPlacement; onChanged: () => Promise<void> }): ReactNode {
  const { t, pick } = useWords();
  const [asking, setAsking] = useState<'accept' | 'end' | null>(null);
  const at = { id: placement.id, version: placement.version }, { state } = placement, isOn = state === 'on-the-job' || state.startsWith('retained');
  const accept = useAct(async () => { await call(operations.ownWork.acceptOffer, at); setAsking(null); await onChanged(); });
  const end = async (reason: OwnPlacement['ends'][number]['reason'], words: string): Promise<void> => { await call(operations.ownWork.endPlacement, { ...at, reason, ...(words === '' ? {} : { words }) }); setAsking(null); await onChanged(); };
  const known = (label: string, value: string | null): [string, string][] => (value === null ? [] : [[label, value]]);
  return (
    <article className="own-card" data-testid="own-placement">
      <h3>{placement.post}</h3>
      <p className={state === 'offered' ? 'own-good' : 'own-hint'} data-testid="own-placement-state">{isOn ? t('own.place.state.on-the-job') : state === 'ended' ? t('own.place.state.ended', { reason: placement.ended === null ? '' : pick(placement.ended.reasonName) }) : t(`own.place.state.${stateBefore(state)}`)}</p>
      <Facts of={[
        [t('own.job.employer'), placement.employer], [t('own.job.place'), placement.place], ...known(t('own.job.wage'), placement.wageFen === null ? null : t('own.yuan', { n: fullNumber(placement.wageFen / 100) })),
        ...known(t('own.job.housing'), placement.housing === null ? null : t(`own.housing.${placement.housing}`)), ...known(t('own.place.firstDay'), placement.startOn), ...known(t('own.place.departed'), placement.departedOn), ...known(t('own.place.arrived'), placement.arrivedOn),
      ]} />
      {placement.departure !== null && <Trip departure={placement.departure} />}
      {asking === 'end' && <NoForm text={t('own.place.giveUp.text')} reasons={placement.ends.map(({ reason, name }) => ({ value: reason, label: pick(name) }))} confirm={t('own.why.confirm')} onBack={() => setAsking(null)} onNo={end} />}
      {asking === 'accept' && (
        <>
          <p>{t('own.place.accept.ask')}</p>
          <Failure error={accept.error} />
          <div className="own-row"><button type="button" className="own-main" disabled={accept.busy} onClick={accept.run} data-testid="own-accept-confirm">{t('own.place.accept.confirm')}</button><button type="button" onClick={() => setAsking(null)}>{t('own.back')}</button></div>
        </>
      )}
      {asking === null && (placement.mayAccept || placement.ends.length > 0) && (
        <div className="own-row">
          {placement.mayAccept && <button type="button" className="own-main" onClick={() => setAsking('accept')} data-testid="own-accept">{t('own.place.accept')}</button>}
          {placement.ends.length > 0 && <button type="button" onClick={() => setAsking('end')} data-testid="own-end">{t(placement.mayAccept ? 'own.place.decline' : 'own.place.giveUp')}</button>}
        </div>
      )}
    </article>
  );
}

/** When, from where and by what the worker leaves with the others, and whom to ask. */
function Trip({ departure }: { departure: NonNullable<OwnPlacement['departure']> }): ReactNode {
  const { t, pick } = useWords();
  return (
    <section data-testid="own-departure">
      <h3>{t('own.trip')}</h3>
      <Facts of={[
        [t('own.trip.when'), `${departure.leavesOn} ${departure.leavesAt}`], [t('own.trip.meet'), departure.meetingPlace], [t('own.trip.to'), departure.destination],
        [t('own.trip.by'), [pick(departure.vehicleName), departure.vehicleNumber].filter((part) => part !== null).join(' ')], [t('own.trip.costs'), pick(departure.costsName)], [t('own.trip.contact'), departure.contactName],
      ]} />
      <p><a href={`tel:${departure.contactPhone}`} data-testid="own-departure-call">{t('own.trip.call', { phone: departure.contactPhone })}</a></p>
    </section>
  );
}

/** The states before the job, each with words of its own. */
function stateBefore(state: OwnPlacement['state']): 'agreed' | 'offered' | 'accepted' | 'departed' {
  return state === 'offered' || state === 'accepted' || state === 'departed' ? state : 'agreed';
}
