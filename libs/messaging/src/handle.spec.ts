import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { operation, type Operation } from '@jiedui/contracts';
import { assertEveryOperationHandled, Handle } from './handle.js';

const declared = (name: string): Operation => operation({ service: 'intake', name, http: null, permission: 'project.read', request: z.strictObject({}), reply: z.strictObject({}), summary: { zh: name, en: name } });

describe('the handlers of a service', () => {
  const [once, twice, never, undeclared] = [declared('test.once'), declared('test.twice'), declared('test.never'), declared('test.undeclared')] as const;

  it('a service whose operations all have one handler may start', () => {
    class Controller { async answer(): Promise<object> { return {}; } }
    decorate(Controller, once);
    expect(() => assertEveryOperationHandled('intake', [once])).not.toThrow();
  });

  it('a missing handler, a second one, and one of another’s operation keep it from starting, each by name', () => {
    class First { async answer(): Promise<object> { return {}; } }
    class Second { async answer(): Promise<object> { return {}; } }
    class Third { async answer(): Promise<object> { return {}; } }
    decorate(First, twice);
    decorate(Second, twice);
    expect(() => assertEveryOperationHandled('intake', [once, twice, never])).toThrow(/rpc\.intake\.test\.never has no handler[\s\S]*rpc\.intake\.test\.twice has two handlers/);
    decorate(Third, undeclared);
    expect(() => assertEveryOperationHandled('intake', [once, twice])).toThrow(/rpc\.intake\.test\.undeclared is handled here but not declared/);
  });

  it('nothing but a method can answer', () => {
    expect(() => Handle(once)({}, 'field', {} as TypedPropertyDescriptor<() => Promise<object>>)).toThrow('field is not a method');
  });
});

/** Does by hand what `@Handle(op)` does to the method `answer`. */
function decorate(controller: { prototype: { answer(): Promise<object> } }, op: Operation): void {
  const descriptor = Object.getOwnPropertyDescriptor(controller.prototype, 'answer') as TypedPropertyDescriptor<() => Promise<object>>;
  Handle(op)(controller.prototype, 'answer', descriptor);
}
