import { ANCHOR_STREAM, anchorSubject, allFacts, allOperations, serviceNames, streamOf, subjectOf, type ProcessName, type ServiceName } from '@jiedui/contracts';

/** Subjects of one process, as nats-server's configuration takes them. */
export interface SubjectPermissions { readonly publish: { readonly allow: readonly string[]; readonly deny?: readonly string[] }; readonly subscribe: { readonly allow: readonly string[] }; readonly allow_responses?: true }

/** Durable consumer of a service on another's stream. */
export function consumerName(consumer: ServiceName, producer: ServiceName): string { return `${consumer}-from-${producer}`; }

/** Services whose facts `reader` may read. */
export function producersFor(reader: ServiceName): ServiceName[] {
  return serviceNames.filter((producer) => allFacts.some((fact) => fact.service === producer && fact.readBy.includes(reader)));
}

/**
 * What a process may say and hear on the bus, made from the contracts' declarations (reliability D12): a service publishes its own facts,
 * live states, anchors and the operations that name it as a caller, and hears its own operations in its own queue group; it makes its own stream and reads
 * those whose facts name it. The gateway asks whatever is not for services alone. Nobody hears another's inbox. A denied subject
 * shows as a violation in the server's log and as a timeout here.
 */
export function subjectPermissions(name: ProcessName): SubjectPermissions {
  const inbox = `_INBOX_${name}.>`;
  if (name === 'gateway') {
    const forServices = allOperations.filter((op) => op.http === null && op.calledBy !== undefined).map(subjectOf);
    return { publish: { allow: ['rpc.>'], deny: forServices }, subscribe: { allow: ['live.>', inbox] } };
  }
  const own = streamOf(name), calls = allOperations.filter((op) => op.calledBy?.includes(name) === true).map(subjectOf);
  const streams = ['$JS.API.INFO', `$JS.API.STREAM.INFO.${own}`, `$JS.API.STREAM.CREATE.${own}`, `$JS.API.STREAM.INFO.${ANCHOR_STREAM}`, `$JS.API.STREAM.CREATE.${ANCHOR_STREAM}`];
  const consuming = producersFor(name).flatMap((producer) => {
    const stream = streamOf(producer), consumer = `${stream}.${consumerName(name, producer)}`;
    return [`$JS.API.CONSUMER.CREATE.${consumer}`, `$JS.API.CONSUMER.CREATE.${consumer}.>`, `$JS.API.CONSUMER.DURABLE.CREATE.${consumer}`, `$JS.API.CONSUMER.INFO.${consumer}`, `$JS.API.CONSUMER.MSG.NEXT.${consumer}`, `$JS.ACK.${consumer}.>`];
  });
  return {
    publish: { allow: [`evt.${name}.>`, anchorSubject(name), 'live.>', ...calls, ...streams, ...consuming] },
    subscribe: { allow: [`rpc.${name}.> ${name}`, inbox] }, allow_responses: true,
  };
}

/**
 * The `authorization` part of nats-server's configuration as text: every process by its public nkey with its own subjects, and, if given,
 * one operator with everything, by password, for the tools of whoever runs the server. Anonymous clients are refused.
 */
export function natsAuthorization(publicKeys: Readonly<Record<string, string>>, operator?: { user: string; password: string }): string {
  const processes: readonly ProcessName[] = ['gateway', ...serviceNames];
  const users = processes.map((name) => {
    const nkey = publicKeys[name];
    if (nkey === undefined) throw new Error(`no key of ${name}`);
    return { nkey, permissions: subjectPermissions(name) };
  });
  return `authorization: ${JSON.stringify({ users: [...users, ...(operator === undefined ? [] : [operator])] }, null, 1)}\n`;
}
