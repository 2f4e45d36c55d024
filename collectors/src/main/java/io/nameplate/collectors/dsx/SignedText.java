/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import com.nimbusds.jose.JWSObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
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
        JWSObject text;
        try {
            text = JWSObject.parse(compact);
        } catch (ParseException | IllegalArgumentException broken) {
            throw new Refused(DsxFault.BAD_SIGNATURE, "'data' is no signature in compact form with a header to go by");
        }
        Set<String> members = new HashSet<>(text.getHeader().getIncludedParams());
        members.retainAll(FORBIDDEN);
        if (!members.isEmpty()) {
            throw new Refused(
                    DsxFault.FORBIDDEN_HEADER,
                    "the signature's header has '" + members.iterator().next() + "', which is never followed");
        }
        SigningKey key = keys.stream()
                .filter(known -> known.kid().equals(text.getHeader().getKeyID()))
                .findFirst()
                .orElseThrow(() -> new Refused(DsxFault.BAD_SIGNATURE, "it names none of the configured keys"));
        if (!key.signed(text)) {
            throw new Refused(
                    DsxFault.BAD_SIGNATURE,
                    "the signature is not of key '" + key.kid() + "', which signs with " + key.algorithm()
                            + " and nothing else");
        }
        return new SignedText(key.kid(), text.getPayload().toBytes(), digest(text.getSigningInput()));
    }

    private static String digest(byte[] input) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(input));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
