import { z } from 'zod';
import { allOperations, Problem } from '@jiedui/contracts';

/** OpenAPI 3.1 of every operation with a route, from the same declarations that route, check and answer. */
export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const op of allOperations) {
    if (op.http === null) continue;
    const { method, path } = op.http;
    const request = z.toJSONSchema(op.request, { io: 'input', unrepresentable: 'any' });
    const properties = request.properties ?? {};
    const inPath = [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
    const parameters = Object.entries(properties)
      .filter(([name]) => inPath.includes(name) || method === 'GET')
      .map(([name, schema]) => ({ name, in: inPath.includes(name) ? 'path' : 'query', required: inPath.includes(name) || (request.required ?? []).includes(name), schema }));
    const key = { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', minLength: 1, maxLength: 200 }, description: '每项新建内容一个唯一值，重试时相同 / one of its own for each thing to be made, the same again on a retry' };
    const body = Object.fromEntries(Object.entries(properties).filter(([name]) => !inPath.includes(name)));
    const reply = op.download === true ? { 'application/octet-stream': {} } : { 'application/json': { schema: z.toJSONSchema(op.reply, { unrepresentable: 'any' }) } };
    const address = path.replaceAll(/:(\w+)/g, '{$1}');
    paths[address] = {
      ...paths[address],
      [method.toLowerCase()]: {
        operationId: `${op.service}.${op.name}`, tags: [op.service], summary: `${op.summary.zh} / ${op.summary.en}`, 'x-permission': op.permission,
        parameters: op.creates === true ? [...parameters, key] : parameters,
        ...(method === 'GET' ? {} : { requestBody: { content: { 'application/json': { schema: { type: 'object', properties: body, required: (request.required ?? []).filter((name) => !inPath.includes(name)), additionalProperties: false } } } } }),
        responses: { 200: { description: 'OK', content: reply }, default: { description: 'Problem', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } },
      },
    };
  }
  return {
    openapi: '3.1.0', info: { title: 'Jiedui 结对', version: '0.1.0', license: { name: 'Apache-2.0' } }, paths,
    components: { schemas: { Problem: z.toJSONSchema(Problem, { unrepresentable: 'any' }) } },
  };
}
