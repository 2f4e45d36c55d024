/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over parts; each text counts with its length before it, so that no two lists of texts look alike. */
public final class Hash {

    private final MessageDigest digest;

    private Hash(MessageDigest digest) {
        this.digest = digest;
    }

    public static Hash sha256() {
        try {
            return new Hash(MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java has no SHA-256", impossible);
        }
    }

    /** The SHA-256 of a text alone, in hex: what anybody gets from {@code sha256sum}. */
    public static String of(String text) {
        Hash hash = sha256();
        hash.digest.update(text.getBytes(StandardCharsets.UTF_8));
        return hash.hex();
    }

    /** The SHA-256 of bytes alone, in hex. */
    public static String of(byte[] bytes) {
        Hash hash = sha256();
        hash.digest.update(bytes);
        return hash.hex();
    }

    public Hash add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        digest.update(bytes);
        return this;
    }

    public Hash add(long number) {
        digest.update(ByteBuffer.allocate(8).putLong(number).array());
        return this;
    }

    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
