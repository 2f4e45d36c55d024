/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.orders;

import com.nimbusds.jose.JWSObject;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An order as a provider signed it, a JSON Web Signature in compact form (RFC 7515), verified: who holds one knows that a
 * configured key signed these targets.
 *
 * @param id made of the SHA-256 of what was signed: the same in whatever envelope it comes
 * @param kid which key signed
 * @param compact the text as it came, for whoever wants to verify it again
 */
public record SignedOrder(String id, String kid, List<LoadTarget> targets, String compact) {

    /** The longest text that is looked at, in characters. */
    public static final int LONGEST = 64 << 10;

    private static final int ID_DIGITS = 24;
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_.-]*+");

    /** Members by which a sender could bring a key of his own, or ask for rules that are not known here. */
    private static final Set<String> FORBIDDEN =
            Set.of("jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "crit", "b64", "zip");

    /** Why a text is no order. */
    public enum Reason {
        /** No configured key signed it. */
        BAD_SIGNATURE,
        /** A header that would let its sender choose key or algorithm. */
        FORBIDDEN_HEADER,
        /** Signed, but no load target that can be read. */
        BAD_TARGET
    }

    /** It does not count, and why. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final Reason reason;

        Refused(Reason reason, String sentence) {
            super(sentence);
            this.reason = reason;
        }

        /** Which kind of thing is wrong. */
        public Reason reason() {
            return reason;
        }

        /** What is wrong, in words. */
        public String sentence() {
            return String.valueOf(getMessage());
        }
    }

    public SignedOrder {
        targets = List.copyOf(targets);
    }

    /**
     * Verifies a signature and reads what was signed.
     *
     * @throws Refused if no configured key made it, or it is no load target
     */
    public static SignedOrder verify(String signed, List<SigningKey> keys) throws Refused {
        if (signed.length() > LONGEST) {
            throw new Refused(Reason.BAD_SIGNATURE, "the text is longer than " + LONGEST + " characters");
        }
        String compact = signed.strip();
        JWSObject text;
        try {
            if (!COMPACT.matcher(compact).matches()) {
                throw new ParseException("other characters than a signature has", 0);
            }
            text = JWSObject.parse(compact);
        } catch (ParseException | IllegalArgumentException broken) {
            throw new Refused(Reason.BAD_SIGNATURE, "it is no signature in compact form with a header to go by");
        }
        Set<String> members = new HashSet<>(text.getHeader().getIncludedParams());
        members.retainAll(FORBIDDEN);
        if (!members.isEmpty()) {
            throw new Refused(
                    Reason.FORBIDDEN_HEADER,
                    "the signature's header has '" + members.iterator().next() + "', which is never followed");
        }
        SigningKey key = keys.stream()
                .filter(known -> known.kid().equals(text.getHeader().getKeyID()))
                .findFirst()
                .orElseThrow(() -> new Refused(Reason.BAD_SIGNATURE, "it names none of the configured keys"));
        if (!key.signed(text)) {
            throw new Refused(
                    Reason.BAD_SIGNATURE,
                    "the signature is not of key '" + key.kid() + "', which signs with " + key.algorithm()
                            + " and nothing else");
        }
        return new SignedOrder(
                "flex-" + digest(text.getSigningInput()).substring(0, ID_DIGITS),
                key.kid(),
                targets(text.getPayload().toBytes()),
                compact);
    }

    /**
     * The targets of a text that was verified when it was recorded.
     *
     * @throws Refused if there are none in it
     */
    public static List<LoadTarget> targetsOfVerified(String compact) throws Refused {
        try {
            return targets(JWSObject.parse(compact).getPayload().toBytes());
        } catch (ParseException broken) {
            throw new Refused(Reason.BAD_TARGET, "it is no signature in compact form");
        }
    }

    private static List<LoadTarget> targets(byte[] payload) throws Refused {
        try {
            return LoadTarget.read(payload);
        } catch (IOException broken) {
            // our own sentences are worth saying; a parser's hold pieces of the message
            String sentence =
                    broken.getClass() == IOException.class ? String.valueOf(broken.getMessage()) : "it cannot be read";
            throw new Refused(Reason.BAD_TARGET, "its payload: " + sentence);
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
