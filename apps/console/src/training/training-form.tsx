import type { TrainingKind, TrainingScheme, TrainingSide, TrainingTrack, TrainingView } from '@jiedui/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Form, Input, InputNumber, Modal, Segmented, Select } from 'antd';
import type { ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { OccupationSelect, PostLines, QuotaLines } from './form-lines.js';
import { trainingKinds, trainingSchemes, trainingTracks, useRenewTraining } from './training-words.js';

interface Values {
  holder: string; kind: TrainingKind; track: TrainingTrack; scheme?: TrainingScheme | null; title: string; organiser: string; place: string; startsOn: string; endsOn: string; certificate?: string | null; certificateMonths?: number | null; occupation?: string | null; year?: number | null; seats: number;
  quotas: { region: string; seats: number }[]; posts: { id: string; seats: number }[]; words?: string;
}
interface Holder { readonly value: string; readonly label: string; readonly side: TrainingSide; readonly region: string | null }

const names = ['kind', 'track', 'scheme', 'title', 'organiser', 'place', 'startsOn', 'endsOn', 'certificate', 'certificateMonths', 'occupation', 'year', 'seats'] as const satisfies readonly (keyof Values)[];
const filled = (text: string | null | undefined): string | null => ((text ?? '').trim() === '' ? null : (text ?? '').trim());

/** Offices for which this person holds courses. */
function useHolders(): readonly Holder[] {
  const { t } = useTexts();
  const { actor } = useActor();
  const { code: programme } = useProgramme();
  const units = useUnitOptions(), { data } = useQuery({ queryKey: ['supporters', programme], staleTime: Infinity, queryFn: ({ signal }) => call(operations.registry.supporters, { programme }, signal) });
  const grants = actor.grants.filter((grant) => grant.programme === null || grant.programme === programme), held = (role: 'labour-office' | 'supporter-office'): string[] => grants.flatMap((grant) => (grant.role === role && grant.region !== null ? [grant.region] : []));
  const counties = held('labour-office'), prefix = (code: string): string => (code.endsWith('0000') ? code.slice(0, 2) : code.endsWith('00') ? code.slice(0, 4) : code);
  return [
    ...(grants.some((grant) => grant.role === 'programme-administrator') ? [{ value: 'programme', label: t('training.side.programme'), side: 'programme' as const, region: null }] : []),
    ...(data?.items ?? []).filter((one) => held('supporter-office').includes(one.code)).map((one): Holder => ({ value: `supporter-${one.code}`, label: `${one.name}（${t('training.side.supporter')}）`, side: 'supporter', region: one.code })),
    ...units.filter(({ value }) => counties.some((region) => value.startsWith(prefix(region)))).map(({ value, label }): Holder => ({ value: `receiver-${value}`, label: `${label}（${t('training.side.receiver')}）`, side: 'receiver', region: value })),
  ];
}

/** Plans a course, or amends one. */
export function TrainingForm({ course, open, onClose, onSaved }: { course: TrainingView | null; open: boolean; onClose: () => void; onSaved: (saved: TrainingView) => void }): ReactNode {
  const { t } = useTexts();
  const [form] = Form.useForm<Values>();
  const title = t(course === null ? 'training.act.create' : 'training.act.amend');
  return (
    <Modal open={open} onCancel={onClose} destroyOnHidden width={760} title={title} okText={title} cancelText={t('act.cancel')} okButtonProps={{ 'data-testid': 'training-save' }} onOk={() => form.submit()} data-testid="training-form">
      <Fields form={form} course={course} onSaved={onSaved} />
    </Modal>
  );
}

function Fields({ form, course, onSaved }: { form: ReturnType<typeof Form.useForm<Values>>[0]; course: TrainingView | null; onSaved: (saved: TrainingView) => void }): ReactNode {
  const { t, pick } = useTexts();
  const { actor, may } = useActor();
  const { message } = App.useApp();
  const { code: programme } = useProgramme();
  const holders = useHolders(), renew = useRenewTraining(), kind = (Form.useWatch('kind', form) as TrainingKind | undefined) ?? course?.kind ?? 'short', certificate = (Form.useWatch('certificate', form) as string | null | undefined) ?? course?.certificate ?? '';
  const save = useMutation({
    mutationFn: (values: Values) => {
      const details = {
        kind: values.kind, track: values.track, scheme: values.scheme ?? null, title: values.title.trim(), organiser: values.organiser.trim(), place: values.place.trim(), startsOn: values.startsOn, endsOn: values.endsOn, certificate: filled(values.certificate), certificateMonths: filled(values.certificate) === null ? null : values.certificateMonths ?? null,
        occupation: may('occupation.settle') ? values.occupation ?? null : course?.occupation?.code ?? null, year: values.kind === 'school' ? values.year ?? null : null, seats: values.seats, quotas: values.quotas ?? [], posts: values.posts ?? [],
      };
      const holder = holders.find(({ value }) => value === values.holder) ?? holders[0];
      if (course !== null) return call(operations.training.amend, { id: course.id, version: course.version, ...details, ...(filled(values.words) === null ? {} : { words: filled(values.words) ?? '' }) });
      return holder === undefined ? Promise.reject(new Error('no office')) : call(operations.training.create, { programme, side: holder.side, region: holder.region, ...details });
    },
    onSuccess: (saved) => { void message.success(t('training.done')); renew(); onSaved(saved); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => { const name = names.find((each) => each === one.field); return name === undefined ? [] : [{ name, errors: [pick(one.message)] }]; })),
  });
  const need = (label: string) => [{ required: true, whitespace: true, message: t('row.required', { header: label }) }], chosen = (label: string) => [{ required: true, message: t('row.required', { header: label }) }];
  const initial: Partial<Values> = course === null ? { kind: 'short', track: 'transfer-skills', organiser: actor.organisationName ?? '', quotas: [], posts: [], ...(holders[0] === undefined ? {} : { holder: holders[0].value }) }
    : { ...course, occupation: course.occupation?.code ?? null, quotas: course.quotas.map(({ region, seats }) => ({ region, seats })), posts: course.posts.map(({ id, seats }) => ({ id, seats })) };
  // What stands on a list of lines is said above the form: a line has no place of its own for it.
  const ofLines = save.error === null ? [] : problemOf(save.error).fields.filter((one) => !names.some((name) => name === one.field));
  return (
    <>
      <p className="muted">{course === null && `${t('training.text.form')} `}{t('training.field.noNames')}</p>
      {save.error !== null && <ProblemNotice error={save.error} />}
      {ofLines.length > 0 && <ul className="notice bad" style={{ paddingInlineStart: 28 }}>{ofLines.map((one) => <li key={one.field + one.message.zh}>{pick(one.message)}</li>)}</ul>}
      <Form<Values> form={form} layout="vertical" initialValues={initial} onFinish={(values) => save.mutate(values)} disabled={save.isPending}>
        <Form.Item name="kind" label={t('training.field.kind')}><Segmented options={trainingKinds.map((one) => ({ value: one, label: t(`training.kind.${one}`) }))} data-testid="training-form-kind" /></Form.Item>
        <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 240px), 1fr))', columnGap: 14 }}>
          {course === null && holders.length > 1 && <Form.Item name="holder" label={t('training.field.side')} rules={chosen(t('training.field.side'))}><Select showSearch={{ optionFilterProp: 'label' }} options={[...holders]} data-testid="training-holder" /></Form.Item>}
          <Form.Item name="title" label={t('training.field.title')} rules={need(t('training.field.title'))}><Input maxLength={60} data-testid="training-title" /></Form.Item>
          <Form.Item name="track" label={t('training.field.track')} rules={chosen(t('training.field.track'))}><Select options={trainingTracks.map((one) => ({ value: one, label: t(`training.track.${one}`) }))} data-testid="training-form-track" /></Form.Item>
          <Form.Item name="scheme" label={t('training.field.scheme')}><Select allowClear options={trainingSchemes.map((one) => ({ value: one, label: t(`training.scheme.${one}`) }))} /></Form.Item>
          <Form.Item name="organiser" label={t('training.field.organiser')} rules={need(t('training.field.organiser'))}><Input maxLength={60} data-testid="training-organiser" /></Form.Item>
          <Form.Item name="place" label={t('training.field.place')} rules={need(t('training.field.place'))}><Input maxLength={60} data-testid="training-place" /></Form.Item>
          {kind === 'school' && <Form.Item name="year" label={t('training.field.year')} rules={chosen(t('training.field.year'))}><InputNumber min={2014} max={2100} precision={0} style={{ width: '100%' }} /></Form.Item>}
          <Form.Item name="startsOn" label={t('training.field.startsOn')} rules={chosen(t('training.field.startsOn'))}><DayInput testId="training-starts" /></Form.Item>
          <Form.Item name="endsOn" label={t('training.field.endsOn')} rules={chosen(t('training.field.endsOn'))}><DayInput testId="training-ends" /></Form.Item>
          <Form.Item name="certificate" label={t('training.field.certificate')} extra={t('training.field.certificate.hint')}><Input maxLength={40} data-testid="training-certificate" /></Form.Item>
          {certificate.trim() !== '' && <Form.Item name="certificateMonths" label={t('training.field.certificateMonths')}><InputNumber min={1} max={240} precision={0} style={{ width: '100%' }} /></Form.Item>}
          {may('occupation.settle') && <Form.Item name="occupation" label={t('training.field.occupation')}><OccupationSelect known={course?.occupation ?? null} /></Form.Item>}
          <Form.Item name="seats" label={t('training.field.seats')} rules={chosen(t('training.field.seats'))}><InputNumber min={1} max={100_000} precision={0} style={{ width: '100%' }} data-testid="training-seats" /></Form.Item>
        </div>
        <QuotaLines />
        {may('post.read') && <PostLines known={course?.posts ?? []} />}
        {course !== null && <Form.Item name="words" label={t('training.field.words')}><Input.TextArea rows={2} maxLength={200} /></Form.Item>}
      </Form>
    </>
  );
}
