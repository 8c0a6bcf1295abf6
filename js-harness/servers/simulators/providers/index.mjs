// Every provider by its id. A missing or misspelt id fails when this module loads, not in the middle of a test.
const IDS = [
  'twilio', 'vonage-sms', 'vonage-messages', 'messagebird', 'bird', 'plivo', 'telnyx', 'clicksend', 'africastalking',
  'msg91', 'textlocal', 'yunpian', 'smsaero', 'smsbao', 'unifonic', 'smscru', 'd7', 'kaleyra', '46elks',
  'gatewayapi-mtsms', 'gatewayapi-mobile', 'seven', 'smsapi', 'fast2sms', 'textbelt', 'netgsm-rest', 'kudosity-v2',
  'whatsapp-cloud', 'ntfy', 'gotify',
];

/** @type {ReadonlyMap<string, import('../types.mjs').Provider>} */
export const providers = new Map(await Promise.all(IDS.map(async (id) => {
  const { default: provider } = await import(`./${id}.mjs`);
  if (provider.id !== id) throw new Error(`providers/${id}.mjs describes ${provider.id}`);
  return /** @type {[string, import('../types.mjs').Provider]} */ ([id, provider]);
})));
