import type { OwnWork } from '@jiedui/contracts';
import type { ReactNode } from 'react';
import { Facts } from './own-acts.js';
import { useWords } from './page-words.js';

/** The worker's courses: when and where, and what came of them. */
export function TrainingSection({ training }: { training: OwnWork['training'] }): ReactNode {
  const { t, pick } = useWords();
  return (
    <section>
      <h2>{t('own.training')}</h2>
      {training.map((one) => (
        <article className="own-card" key={one.id} data-testid="own-training">
          <h3>{one.title}</h3>
          <p className={one.state === 'passed' ? 'own-good' : 'own-hint'} data-testid="own-training-state">{one.state === 'passed' && one.certificate !== null ? t('own.training.certificate', { name: one.certificate }) : t(`own.training.state.${one.state}`, { reason: one.reasonName === null ? '' : pick(one.reasonName) })}</p>
          <Facts of={[[t('own.training.organiser'), one.organiser], [t('own.job.place'), one.place], [t('own.training.days'), t('own.training.fromTo', { from: one.startsOn, to: one.endsOn })]]} />
        </article>
      ))}
    </section>
  );
}
