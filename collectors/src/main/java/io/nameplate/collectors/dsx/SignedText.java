/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.nameplate.collectors.mqtt.json.BoundedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON Web Signature in compact form (RFC 7515), verified: who holds one knows that a configured key signed its payload.
 */
final class SignedText {

    /** Members by which a sender could bring a key of his own, or ask for rules that are not known here. */
    private static final Set<String> FORBIDDEN =
            Set.of("jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "crit", "b64", "zip");

    /** Why it does not count. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient DsxFault fault;

        Refused(DsxFault fault, String sentence) {
            super(sentence);
            this.fault = fault;
        }

        DsxFault fault() {
            return fault;
        }
    }

    private final String kid;
    private final byte[] payload;
    private final String digest;

    private SignedText(String kid, byte[] payload, String digest) {
        this.kid = kid;
        this.payload = payload;
        this.digest = digest;
    }

    String kid() {
        return kid;
    }

    /** What was signed. */
    byte[] payload() {
        return payload.clone();
    }

    /** SHA-256 of header and payload in hexadecimal digits: the same in whatever event it comes. */
    String digest() {
        return digest;
    }

    /**
     * Verifies a signature.
     *
     * @throws Refused if no configured key made it
     */
    static SignedText verify(String compact, List<SigningKey> keys) throws Refused {
        String[] parts = compact.split("\\.", -1);
        if (parts.length != 3) {
            throw new Refused(DsxFault.BAD_SIGNATURE, "'data' is no signature in compact form");
        }
        Map<String, String> header = header(decoded(parts[0]));
        SigningKey key = keys.stream()
                .filter(known -> known.kid().equals(header.get("kid")))
                .findFirst()
                .orElseThrow(() -> new Refused(DsxFault.BAD_SIGNATURE, "it names none of the configured keys"));
        if (!key.algorithm().equals(header.get("alg"))) {
            throw new Refused(
                    DsxFault.BAD_SIGNATURE,
                    "key '" + key.kid() + "' signs with " + key.algorithm() + " and nothing else");
        }
        byte[] input = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
        if (!key.signed(input, decoded(parts[2]))) {
            throw new Refused(DsxFault.BAD_SIGNATURE, "the signature is not of key '" + key.kid() + "'");
        }
        return new SignedText(key.kid(), decoded(parts[1]), digest(input));
    }

    private static Map<String, String> header(byte[] json) throws Refused {
        Map<String, String> members = new HashMap<>();
        try (JsonParser parser = BoundedJson.parser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Refused(DsxFault.BAD_SIGNATURE, "the signature's header is no object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                if (FORBIDDEN.contains(name)) {
                    throw new Refused(
                            DsxFault.FORBIDDEN_HEADER,
                            "the signature's header has '" + name + "', which is never followed");
                }
                if (parser.nextToken() == JsonToken.VALUE_STRING && members.put(name, parser.getText()) != null) {
                    throw new Refused(DsxFault.BAD_SIGNATURE, "'" + name + "' stands twice in the signature's header");
                }
                parser.skipChildren();
            }
        } catch (IOException broken) {
            throw new Refused(DsxFault.BAD_SIGNATURE, "the signature's header cannot be read");
        }
        return members;
    }

    private static byte[] decoded(String part) throws Refused {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException broken) {
            throw new Refused(DsxFault.BAD_SIGNATURE, "a part of the signature is no base64url");
        }
    }

    private static String digest(byte[] input) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(input));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
