// Message data: of a program, and as Logto passes it.

/** Every message type that Logto has today. */
export const messageTypes = [
  'SignIn',
  'Register',
  'ForgotPassword',
  'OrganizationInvitation',
  'Generic',
  'UserPermissionValidation',
  'BindNewIdentifier',
  'MfaVerification',
  'BindMfa',
];

/** A message that a program sends. @type {Readonly<import('../../../pkg-template/lib/core.js').SendMessageData>} */
export const message = Object.freeze({ to: '+14155550123', type: 'SignIn', payload: { code: '048151', locale: 'en' } });

/** A verification message; the number has no `+`. */
export const verification = {
  to: '14155550201',
  type: 'Register',
  payload: { code: '120952', locale: 'pt-BR' },
  ip: '127.0.0.1',
};

/** What the payload may hold beside code and locale. */
export const extras = {
  uiLocales: 'pt-BR pt en',
  application: { id: 'app1', name: 'Demo "app" & <more>', displayName: 'Приложение' },
  organization: { id: 'org1', name: 'Café ☕', branding: { logoUrl: null }, customData: { tags: ['a', 'b'], depth: { of: [1, [2]] } } },
  user: { id: 'u1', name: null, profile: { givenName: 'مثال', zoneinfo: 'UTC' }, isSuspended: false, lastSignInAt: 1763856000000 },
};
