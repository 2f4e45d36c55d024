/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.orders;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/**
 * A public key that load targets may be signed with. The key decides the algorithm, never the message: a key on curve
 * P-256 verifies ES256, an RSA key RS256, and neither anything else.
 *
 * @param kid how messages call it
 */
public record SigningKey(String kid, PublicKey key) {

    private static final int LEAST_RSA_BITS = 2_048;
    private static final BigInteger P256_ORDER =
            new BigInteger("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16);

    /**
     * Reads a key in PEM, as openssl writes public keys.
     *
     * @throws IllegalArgumentException with a sentence if it is none that may be used
     */
    public static SigningKey ofPem(String kid, String pem) {
        String body = pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
        if (!pem.contains("-----BEGIN PUBLIC KEY-----") || body.isEmpty()) {
            throw new IllegalArgumentException("a public key in PEM begins with -----BEGIN PUBLIC KEY-----");
        }
        byte[] der;
        try {
            der = Base64.getDecoder().decode(body);
        } catch (IllegalArgumentException broken) {
            throw new IllegalArgumentException("what stands between BEGIN and END is no base64", broken);
        }
        PublicKey key = key(der);
        if (key instanceof ECPublicKey curve && !curve.getParams().getOrder().equals(P256_ORDER)) {
            throw new IllegalArgumentException("a key for ES256 is on curve P-256 (prime256v1)");
        }
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw new IllegalArgumentException("a key for RS256 has at least " + LEAST_RSA_BITS + " bits");
        }
        return new SigningKey(kid, key);
    }

    private static PublicKey key(byte[] der) {
        return key("EC", der)
                .or(() -> key("RSA", der))
                .orElseThrow(() -> new IllegalArgumentException("it is neither an elliptic-curve nor an RSA key"));
    }

    private static Optional<PublicKey> key(String kind, byte[] der) {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der)));
        } catch (GeneralSecurityException ofAnotherKind) {
            return Optional.empty();
        }
    }

    JWSAlgorithm algorithm() {
        return key instanceof ECPublicKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
    }

    /** Whether the key's owner signed it, with the key's algorithm. */
    boolean signed(JWSObject text) {
        try {
            return text.getHeader().getAlgorithm().equals(algorithm()) && text.verify(verifier());
        } catch (JOSEException refused) {
            return false;
        }
    }

    private JWSVerifier verifier() throws JOSEException {
        return key instanceof ECPublicKey curve ? new ECDSAVerifier(curve) : new RSASSAVerifier((RSAPublicKey) key);
    }
}
