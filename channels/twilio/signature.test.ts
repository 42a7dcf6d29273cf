import { describe, expect, it } from '@jest/globals';
import { signatureOf } from '../simulated/webhooks.ts';
import { isSignedByTwilio } from './signature.ts';

const publicUrl = 'https://tocsin.example.org';
const check = (originalUrl: string, fields: Record<string, unknown>, signature?: string) =>
  isSignedByTwilio({ authTokens: ['12345'], publicUrl }, { originalUrl, fields, signature });

describe('the signature of a webhook', () => {
  it("agrees with the example in Twilio's documentation", () => {
    const fields = {
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675309',
      Digits: '1234',
      From: '+14158675309',
      To: '+18005551212',
    };
    const request = {
      originalUrl: '/myapp.php?foo=1&bar=2',
      fields,
      signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    };
    const options = { authTokens: ['12345'], publicUrl: 'https://mycompany.com' };
    expect(isSignedByTwilio(options, request)).toBe(true);
    const forged = { ...request, fields: { ...fields, Digits: '1235' } };
    expect(isSignedByTwilio(options, forged)).toBe(false);
  });

  it.each([
    ['a plain path', '/webhooks/twilio/sms', { Body: '47', From: '+33612345678' }],
    ['a dispatch in the query', '/webhooks/twilio/status?d=a%2F17%2F0%2F1%2Fp', { A: 'b' }],
    ['quotes and blanks in the query', "/webhooks/twilio/status?d=it's%20me", { A: 'b' }],
    ['an empty field', '/webhooks/twilio/sms', { Body: '', From: '+33612345678' }],
    ['letters of other scripts', '/webhooks/twilio/sms', { Body: 'نعم ٤٧ №' }],
  ])('holds for %s', (_name, path, fields) => {
    const signature = signatureOf('12345', publicUrl + path, fields);
    expect(check(path, fields, signature)).toBe(true);
    expect(check(`${path}x`, fields, signature)).toBe(false);
    expect(check(path, { ...fields, More: '1' }, signature)).toBe(false);
  });

  it('holds for a repeated field', () => {
    // Twilio signs each value of a repeated field under the field's name.
    const signature = signatureOf('12345', `${publicUrl}/p`, { MediaUrl: '1MediaUrl2' });
    expect(check('/p', { MediaUrl: ['2', '1'] }, signature)).toBe(true);
  });

  it('takes the old and the new token during a rotation, and no other', () => {
    const fields = { Body: '47' };
    const request = { originalUrl: '/p', fields };
    const options = { authTokens: ['new-token', 'old-token'], publicUrl: `${publicUrl}/` };
    const signedWith = (token: string) =>
      isSignedByTwilio(options, {
        ...request,
        signature: signatureOf(token, `${publicUrl}/p`, fields),
      });
    expect(['new-token', 'old-token', 'third', ''].map(signedWith)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('refuses a missing signature, and everything when no token is known', () => {
    expect(check('/p', {})).toBe(false);
    expect(check('/p', {}, '')).toBe(false);
    const signature = signatureOf('', `${publicUrl}/p`, {});
    const none = { authTokens: [''], publicUrl };
    expect(isSignedByTwilio(none, { originalUrl: '/p', fields: {}, signature })).toBe(false);
  });
});
