import type { EventKind, OrganiserSide, RecruitmentEventView } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, InputNumber, Modal, Select } from 'antd';
import type { ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { useOffices } from '../list-issues/new-issue.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import type { ShownEvent } from './event-drawer.js';
import { eventKinds, useRenewEvents } from './event-words.js';

interface Values { from?: string; name: string; kind: EventKind; startsOn: string; endsOn?: string | null; place: string; enterprises?: { name: string; posts: number }[]; counties?: { region: string; quota: number }[] }
interface Organiser { readonly value: string; readonly label: string; readonly side: OrganiserSide; readonly region: string | null }
interface FormProps { readonly open: boolean; readonly shown: ShownEvent | null; readonly onClose: () => void; readonly onDone: (made: RecruitmentEventView) => void }

const names = ['name', 'kind', 'startsOn', 'endsOn', 'place'] as const;

/** As whom this person may organise: the programme's administrator, a supporter's office, a county. */
export function useOrganisers(): readonly Organiser[] {
  const { t } = useTexts();
  const { actor } = useActor();
  const { code: programme } = useProgramme();
  const offices = useOffices();
  return [
    ...(actor.grants.some((grant) => grant.role === 'programme-administrator' && (grant.programme === null || grant.programme === programme)) ? [{ value: 'programme', label: t('role.programme-administrator'), side: 'programme' as const, region: null }] : []),
    ...offices.map((one): Organiser => ({ value: one.value, label: one.label, side: one.side === 'supporter' ? 'supporter' : 'county', region: one.region })),
  ];
}

/** Plans an event, or changes one that was not held yet. */
export function EventForm({ open, shown, onClose, onDone }: FormProps): ReactNode {
  const { t } = useTexts();
  const [form] = Form.useForm<Values>();
  const title = t(shown === null ? 'event.act.plan' : 'event.act.change');
  return (
    <Modal open={open} onCancel={onClose} destroyOnHidden width={680} title={title} okText={title} cancelText={t('act.cancel')} okButtonProps={{ 'data-testid': 'event-form-confirm' }} onOk={() => form.submit()}>
      <Fields form={form} shown={shown} onDone={onDone} />
    </Modal>
  );
}

function Fields({ form, shown, onDone }: { form: ReturnType<typeof Form.useForm<Values>>[0]; shown: ShownEvent | null; onDone: (made: RecruitmentEventView) => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const { code: programme } = useProgramme();
  const organisers = useOrganisers(), units = useUnitOptions(), renew = useRenewEvents();
  const save = useMutation({
    mutationFn: ({ from, name, kind, startsOn, endsOn, place, enterprises = [], counties = [] }: Values) => {
      const plan = { name, kind, startsOn, endsOn: endsOn ?? startsOn, place, enterprises, counties };
      if (shown !== null) return call(operations.recruitmentEvents.change, { id: shown.event.id, version: shown.event.version, ...plan });
      const organiser = organisers.find(({ value }) => value === from) ?? organisers[0];
      if (organiser === undefined) throw new Error('no organiser');
      return call(operations.recruitmentEvents.plan, { programme, side: organiser.side, ...(organiser.region === null ? {} : { region: organiser.region }), ...plan });
    },
    onSuccess: (made) => { void message.success(t('event.done')); renew(); onDone(made); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => { const name = names.find((each) => each === one.field); return name === undefined ? [] : [{ name, errors: [pick(one.message)] }]; })),
  });
  const need = (label: string) => [{ required: true, message: t('row.required', { header: label }) }];
  const two = { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))', columnGap: 16 } as const, line = { display: 'flex', gap: 8, alignItems: 'flex-start' } as const;
  return (
    <>
      <p className="muted">{t('event.text.plan')}</p>
      {save.error !== null && <ProblemNotice error={save.error} />}
      <Form<Values> form={form} layout="vertical" initialValues={initialOf(shown)} onFinish={(values) => save.mutate(values)} disabled={save.isPending}>
        {shown === null && organisers.length > 1 && <Form.Item name="from" label={t('event.col.organiser')}><Select showSearch={{ optionFilterProp: 'label' }} placeholder={organisers[0]?.label} options={[...organisers]} data-testid="event-from" /></Form.Item>}
        <div style={two}>
          <Form.Item name="name" label={t('event.col.name')} rules={need(t('event.col.name'))}><Input maxLength={80} data-testid="event-name" /></Form.Item>
          <Form.Item name="kind" label={t('event.filter.kind')} rules={need(t('event.filter.kind'))}><Select options={eventKinds.map((one) => ({ value: one, label: t(`event.kind.${one}`) }))} data-testid="event-kind" /></Form.Item>
          <Form.Item name="startsOn" label={t('event.field.startsOn')} rules={need(t('event.field.startsOn'))}><DayInput testId="event-starts" /></Form.Item>
          <Form.Item name="endsOn" label={t('event.field.endsOn')}><DayInput testId="event-ends" placeholder={t('event.field.endsOn.same')} /></Form.Item>
          <Form.Item name="place" label={t('event.field.place')} rules={need(t('event.field.place'))}><Input maxLength={80} data-testid="event-place" /></Form.Item>
        </div>
        <h3>{t('event.enterprises')}</h3>
        <Form.List name="enterprises">
          {(fields, { add, remove }) => (
            <>
              {fields.map((field) => (
                <div key={field.key} style={line}>
                  <Form.Item name={[field.name, 'name']} rules={need(t('event.enterprise'))} style={{ flex: 1, marginBottom: 10 }}><Input maxLength={120} placeholder={t('event.enterprise')} aria-label={t('event.enterprise')} data-testid="event-enterprise" /></Form.Item>
                  <Form.Item name={[field.name, 'posts']} rules={need(t('event.sum.posts'))} style={{ width: 110, marginBottom: 10 }}><InputNumber min={0} max={1_000_000} precision={0} placeholder={t('event.sum.posts')} aria-label={t('event.sum.posts')} style={{ width: '100%' }} data-testid="event-posts" /></Form.Item>
                  <Button onClick={() => remove(field.name)}>{t('event.remove')}</Button>
                </div>
              ))}
              <Button size="small" onClick={() => add()} data-testid="event-enterprise-add">{t('event.enterprises.add')}</Button>
            </>
          )}
        </Form.List>
        <h3 style={{ marginTop: 18 }}>{t('event.counties')}</h3>
        <Form.List name="counties">
          {(fields, { add, remove }) => (
            <>
              {fields.map((field) => (
                <div key={field.key} style={line}>
                  <Form.Item name={[field.name, 'region']} rules={need(t('event.county'))} style={{ flex: 1, marginBottom: 10 }}><Select showSearch={{ optionFilterProp: 'label' }} options={units} placeholder={t('event.county')} data-testid="event-county" /></Form.Item>
                  <Form.Item name={[field.name, 'quota']} rules={need(t('event.sum.quota'))} style={{ width: 110, marginBottom: 10 }}><InputNumber min={0} max={1_000_000} precision={0} placeholder={t('event.sum.quota')} aria-label={t('event.sum.quota')} style={{ width: '100%' }} data-testid="event-quota" /></Form.Item>
                  <Button onClick={() => remove(field.name)}>{t('event.remove')}</Button>
                </div>
              ))}
              <Button size="small" onClick={() => add()} data-testid="event-county-add">{t('event.counties.add')}</Button>
            </>
          )}
        </Form.List>
      </Form>
    </>
  );
}

function initialOf(shown: ShownEvent | null): Partial<Values> {
  if (shown === null) return { kind: 'fair', enterprises: [], counties: [] };
  const { event, enterprises, counties } = shown;
  return { name: event.name, kind: event.kind, startsOn: event.startsOn, endsOn: event.endsOn, place: event.place, enterprises: enterprises.map(({ name, posts }) => ({ name, posts })), counties: counties.map(({ region, quota }) => ({ region, quota })) };
}
