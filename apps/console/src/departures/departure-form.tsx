import type { CostBearer, DepartureView, Vehicle } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { App, Form, Input, InputNumber, Modal, Select, TimePicker } from 'antd';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { type Office, useOffices } from '../list-issues/new-issue.js';
import { useTexts } from '../messages/index.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { costBearers, vehicles } from './departure-words.js';
import { useRenewDepartures } from './use-renew-departures.js';

interface Values { from?: string; region?: string; supporter?: string | null; leavesOn: string; leavesAt: string; meetingPlace: string; destination: string; vehicle: Vehicle; vehicleNumber?: string; seats: number; costs: CostBearer; contactName: string; contactPhone: string }
interface FormProps { readonly open: boolean; readonly departure: DepartureView | null; readonly onClose: () => void; readonly onDone: (made: DepartureView) => void }

/** Fields of a refusal by the names they have here. */
const names: Readonly<Record<string, keyof Values>> = { region: 'region', supporter: 'supporter', leavesOn: 'leavesOn', leavesAt: 'leavesAt', meetingPlace: 'meetingPlace', destination: 'destination', vehicleNumber: 'vehicleNumber', seats: 'seats', costs: 'costs', 'contact.name': 'contactName', 'contact.phone': 'contactPhone' };

/** Plans a departure, or changes one that is planned. */
export function DepartureForm({ open, departure, onClose, onDone }: FormProps): ReactNode {
  const { t } = useTexts();
  const [form] = Form.useForm<Values>();
  const title = t(departure === null ? 'departure.act.plan' : 'departure.act.change');
  return (
    <Modal open={open} onCancel={onClose} destroyOnHidden width={640} title={title} okText={title} cancelText={t('act.cancel')} okButtonProps={{ 'data-testid': 'departure-form-confirm' }} onOk={() => form.submit()}>
      <Fields form={form} departure={departure} onDone={onDone} />
    </Modal>
  );
}

function Fields({ form, departure, onDone }: { form: ReturnType<typeof Form.useForm<Values>>[0]; departure: DepartureView | null; onDone: (made: DepartureView) => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const { code: programme } = useProgramme();
  const renew = useRenewDepartures(), offices = useOffices();
  const from = Form.useWatch('from', form) as string | undefined, office = offices.find(({ value }) => value === from) ?? offices[0];
  const save = useMutation({
    mutationFn: (values: Values) => {
      const plan = {
        leavesOn: values.leavesOn, leavesAt: values.leavesAt, meetingPlace: values.meetingPlace, destination: values.destination, vehicle: values.vehicle, ...((values.vehicleNumber ?? '').trim() === '' ? {} : { vehicleNumber: values.vehicleNumber }),
        seats: values.seats, costs: values.costs, contact: { name: values.contactName, phone: values.contactPhone.replaceAll(/[\s—–]/g, '') },
      };
      if (departure !== null) return call(operations.departures.change, { id: departure.id, version: departure.version, ...plan });
      if (office === undefined) throw new Error('no office');
      const paired = values.supporter ?? undefined;
      return call(operations.departures.plan, office.side === 'supporter' ? { programme, region: values.region ?? '', supporter: office.region, ...plan } : { programme, region: office.region, ...(paired === undefined ? {} : { supporter: paired }), ...plan });
    },
    onSuccess: (made) => { void message.success(t('departure.done')); renew(); onDone(made); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => { const name = names[one.field]; return name === undefined ? [] : [{ name, errors: [pick(one.message)] }]; })),
  });
  const need = (label: string) => [{ required: true, message: t('row.required', { header: label }) }];
  const two = { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))', columnGap: 16 } as const;
  return (
    <>
      <p className="muted">{t(departure === null ? 'departure.text.plan' : 'departure.text.change')}</p>
      {save.error !== null && <ProblemNotice error={save.error} />}
      <Form<Values> form={form} layout="vertical" initialValues={initialOf(departure)} onFinish={(values) => save.mutate(values)} disabled={save.isPending}>
        {departure === null && <Places offices={offices} office={office} onOffice={() => form.setFieldsValue({ supporter: null })} />}
        <div style={two}>
          <Form.Item name="leavesOn" label={t('departure.field.leavesOn')} rules={need(t('departure.field.leavesOn'))}><DayInput testId="departure-on" /></Form.Item>
          <Form.Item name="leavesAt" label={t('departure.field.leavesAt')} rules={need(t('departure.field.leavesAt'))}><TimeInput /></Form.Item>
          <Form.Item name="meetingPlace" label={t('departure.field.meetingPlace')} rules={need(t('departure.field.meetingPlace'))}><Input maxLength={80} data-testid="departure-meeting" /></Form.Item>
          <Form.Item name="destination" label={t('departure.field.destination')} rules={need(t('departure.field.destination'))}><Input maxLength={80} data-testid="departure-destination" /></Form.Item>
          <Form.Item name="vehicle" label={t('departure.field.vehicle')} rules={need(t('departure.field.vehicle'))}><Select options={vehicles.map((one) => ({ value: one, label: t(`departure.vehicle.${one}`) }))} data-testid="departure-vehicle" /></Form.Item>
          <Form.Item name="vehicleNumber" label={t('departure.field.vehicleNumber')}><Input maxLength={30} data-testid="departure-number" /></Form.Item>
          <Form.Item name="seats" label={t('departure.field.seats')} rules={need(t('departure.field.seats'))}><InputNumber min={1} max={1500} precision={0} style={{ width: '100%' }} data-testid="departure-seats" /></Form.Item>
          <Form.Item name="costs" label={t('departure.field.costs')} rules={need(t('departure.field.costs'))}><Select options={costBearers.map((one) => ({ value: one, label: t(`departure.costs.${one}`) }))} data-testid="departure-costs" /></Form.Item>
          <Form.Item name="contactName" label={t('departure.field.contactName')} rules={need(t('departure.field.contactName'))}><Input maxLength={40} data-testid="departure-contact" /></Form.Item>
          <Form.Item name="contactPhone" label={t('departure.field.contactPhone')} rules={need(t('departure.field.contactPhone'))} extra={t('departure.field.contactPhone.note')}><Input maxLength={20} inputMode="tel" data-testid="departure-phone" /></Form.Item>
        </div>
      </Form>
    </>
  );
}

/** Whose departure it is: a county's own, perhaps with a supporter; for a supporter's office the paired county. */
function Places({ offices, office, onOffice }: { offices: readonly Office[]; office: Office | undefined; onOffice: () => void }): ReactNode {
  const { t } = useTexts();
  return (
    <>
      {offices.length > 1 && <Form.Item name="from" label={t('departure.field.from')}><Select showSearch={{ optionFilterProp: 'label' }} placeholder={office?.label} options={[...offices]} onChange={onOffice} data-testid="departure-from" /></Form.Item>}
      {office?.side === 'supporter'
        ? <Form.Item name="region" label={t('departure.field.region')} rules={[{ required: true, message: t('row.required', { header: t('departure.field.region') }) }]}><Select showSearch={{ optionFilterProp: 'label' }} options={[...office.partners]} data-testid="departure-region" /></Form.Item>
        : <Form.Item name="supporter" label={t('departure.field.supporter')}><Select allowClear options={[...office?.partners ?? []]} data-testid="departure-supporter" /></Form.Item>}
    </>
  );
}

/** Hour and minute, `07:30`. `id`, `value` and `onChange` come from the form. */
function TimeInput({ id, value, onChange }: { id?: string; value?: string | null; onChange?: (value: string | null) => void }): ReactNode {
  return <TimePicker {...(id === undefined ? {} : { id })} format="HH:mm" minuteStep={5} needConfirm={false} value={value === undefined || value === null || value === '' ? null : dayjs(`2000-01-01T${value}`)} onChange={(time) => onChange?.(time === null ? null : time.format('HH:mm'))} style={{ width: '100%' }} data-testid="departure-at" />;
}

function initialOf(departure: DepartureView | null): Partial<Values> {
  if (departure === null) return { vehicle: 'coach', leavesAt: '08:00' };
  const { leavesOn, leavesAt, meetingPlace, destination, vehicle, vehicleNumber, seats, costs, contact } = departure;
  return { leavesOn, leavesAt, meetingPlace, destination, vehicle, ...(vehicleNumber === null ? {} : { vehicleNumber }), seats, costs, contactName: contact.name, contactPhone: contact.phone };
}
