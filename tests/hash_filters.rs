//! The filters that hash and sign, against the vectors of the standards that define them.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::borrow::Cow;

use common::{errors, refusal, sign_in, with_endpoint};
use generic_http_sms::template::filter::Filter;
use serde_json::{Value, json};

/// What a filter makes of a text, with `key` for every name.
fn filtered(source: &str, text: &str, key: &str) -> Option<String> {
    let (filter, _) = Filter::read(source).ok()?;
    let value = Value::from(text);
    let result = filter.apply(Some(Cow::Borrowed(&value)), &|_| {
        Some(Cow::Owned(key.to_owned()))
    });
    result.ok()??.as_str().map(str::to_owned)
}

#[test]
fn md5_is_that_of_rfc_1321() {
    let letters = "abcdefghijklmnopqrstuvwxyz";
    let all = format!("{}{letters}0123456789", letters.to_uppercase());
    for (text, digest) in [
        ("", "d41d8cd98f00b204e9800998ecf8427e"),
        ("a", "0cc175b9c0f1b6a831c399e269772661"),
        ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        (letters, "c3fcd3d76192e4007dfb496cca67e13b"),
        (&all, "d174ab98d277d9f5a5611c2c9f419d9f"),
        (&"1234567890".repeat(8), "57edf4a22be3c955ac49da2e2107b67a"),
    ] {
        assert_eq!(filtered("md5", text, "").as_deref(), Some(digest), "{text}");
    }
}

#[test]
fn sha_is_that_of_fips_180() {
    let two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    let two_large_blocks = "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs\
                            mnopqrstnopqrstu";
    for (filter, text, digest) in [
        ("sha1", "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "sha1",
            two_blocks,
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
        ),
        (
            "sha256",
            "abc",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            "sha256",
            two_blocks,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
        (
            "sha512",
            "abc",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
        (
            "sha512",
            two_large_blocks,
            "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018\
             501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909",
        ),
    ] {
        assert_eq!(
            filtered(filter, text, "").as_deref(),
            Some(digest),
            "{filter} {text}"
        );
    }
}

/// RFC 2202 and RFC 4231; their other cases have keys or texts that are no UTF-8.
#[test]
fn hmac_is_that_of_its_rfcs() {
    let eleven = "\u{b}".repeat(20);
    let twelve = "\u{c}".repeat(20);
    let question = "what do ya want for nothing?";
    for (filter, key, text, digest) in [
        (
            "hmac_sha1",
            &*eleven,
            "Hi There",
            "b617318655057264e28bc0b6fb378c8ef146be00",
        ),
        (
            "hmac_sha1",
            "Jefe",
            question,
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        ),
        (
            "hmac_sha1",
            &*twelve,
            "Test With Truncation",
            "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04",
        ),
        (
            "hmac_sha256",
            &*eleven,
            "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            "hmac_sha256",
            "Jefe",
            question,
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            "hmac_sha512",
            &*eleven,
            "Hi There",
            "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde\
             daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
        ),
        (
            "hmac_sha512",
            "Jefe",
            question,
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554\
             9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        ),
    ] {
        let source = format!("{filter}:apiSecret");
        assert_eq!(
            filtered(&source, text, key).as_deref(),
            Some(digest),
            "{filter} {text}"
        );
    }
}

#[test]
fn a_key_is_looked_up_by_the_name_that_the_filter_has() {
    for (source, name) in [
        ("hmac_sha1:apiSecret", Some("apiSecret")),
        ("hmac_sha256 : my_key_2 : \"HEX\"", Some("my_key_2")),
        ("sha256", None),
        ("default:\"apiKey\"", None),
    ] {
        let (filter, _) =
            Filter::read(source).unwrap_or_else(|mistake| panic!("{}", mistake.message));
        assert_eq!(filter.key_name(), name, "{source}");
        let value = Value::from("text");
        let result = filter.apply(Some(Cow::Borrowed(&value)), &|asked| {
            assert_eq!(Some(asked), name);
            Some(Cow::Borrowed("key"))
        });
        assert!(result.is_ok(), "{source}");
    }
}

#[test]
fn nothing_is_signed_without_a_key() {
    let mut config =
        with_endpoint(json!({ "bodyParams": { "sign": "{{ to | hmac_sha256:nothing }}" } }));
    assert_eq!(errors(&config), ["bodyParams.sign invalid_placeholder"]);
    // A variable may turn out to be empty.
    config["variables"] = json!({ "nothing": "{{ user.key | default:\"\" }}" });
    let error = refusal(&config, &sign_in());
    assert_eq!(error.code(), "invalid_request_parameters");
    let description = error.description();
    assert!(
        description.contains("has no key to sign with"),
        "{description}"
    );
    let (filter, _) = Filter::read("hmac_sha1:apiKey").unwrap_or_else(|_| panic!("readable"));
    let value = Value::from("text");
    let signed = filter.apply(Some(Cow::Borrowed(&value)), &|_| Some(Cow::Borrowed("")));
    assert!(signed.is_err(), "an empty key is none");
}
