import { Provider } from 'oidc-provider';

/** A real OpenID Connect provider as a process of its own: PORT, and CLIENT as JSON. Whoever signs in is called what they typed. */
const port = Number(process.env.PORT), client = JSON.parse(process.env.CLIENT);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [client], pkce: { required: () => true }, claims: { openid: ['sub'], profile: ['preferred_username'], email: ['email', 'email_verified'] },
  features: { devInteractions: { enabled: true } }, cookies: { keys: [process.env.COOKIE_KEY] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: `subject-of-${id}`, preferred_username: id }) }),
});
provider.listen(port, '127.0.0.1', () => process.send({ ready: true }));
