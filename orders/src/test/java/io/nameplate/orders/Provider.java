/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.orders;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A grid operator's provider, who signs load targets with a key of his own. */
public final class Provider {

    private final String kid;
    private final KeyPair pair;

    private Provider(String kid, KeyPair pair) {
        this.kid = kid;
        this.pair = pair;
    }

    /** One with a key on curve P-256. */
    public static Provider withCurve(String kid) {
        return new Provider(kid, KeyPairs.onCurve("secp256r1"));
    }

    /** One with the key pair that RFC 7515 prints in its appendix A.3: everybody can sign with it, the same on each run. */
    public static Provider ofTheStandard(String kid) {
        try {
            return new Provider(
                    kid,
                    new ECKey.Builder(
                                    Curve.P_256,
                                    new Base64URL("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                                    new Base64URL("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"))
                            .d(new Base64URL("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"))
                            .build()
                            .toKeyPair());
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** One with an RSA key. */
    public static Provider withRsa(String kid) {
        return new Provider(kid, KeyPairs.ofRsa(2_048));
    }

    public SigningKey key() {
        return new SigningKey(kid, pair.getPublic());
    }

    /** The public key as openssl writes it. */
    public String pem() {
        return KeyPairs.pem(pair.getPublic());
    }

    /** Puts the public key where a ledger looks for it. */
    public Path keyIn(Path folder, String provider) throws IOException {
        Path of = Files.createDirectories(folder.resolve(provider));
        return Files.writeString(of.resolve(kid + ".pem"), pem());
    }

    /** Signs a payload. */
    public String sign(String payload) {
        try {
            boolean curve = pair.getPrivate() instanceof ECPrivateKey;
            JWSObject text = new JWSObject(
                    new JWSHeader.Builder(curve ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256)
                            .keyID(kid)
                            .build(),
                    new Payload(payload));
            JWSSigner signer =
                    curve ? new ECDSASigner((ECPrivateKey) pair.getPrivate()) : new RSASSASigner(pair.getPrivate());
            text.sign(signer);
            return text.serialize();
        } catch (JOSEException broken) {
            throw new AssertionError(broken);
        }
    }

    /** Signs targets, each as {@link #target} writes it. */
    public String order(String... targets) {
        return sign("{\"targets\":[" + String.join(",", targets) + "]}");
    }

    /** The CloudEvent that brings what was signed. */
    public static String event(Instant time, String signed) {
        return "{\"specversion\":\"1.0.2\",\"id\":\"i-1\",\"source\":\"//grid/v1/isv/acme\",\"type\":\"grid.loadtarget.set.v1\","
                + "\"time\":\"" + time + "\",\"datacontenttype\":\"application/json\",\"subject\":\"loadtarget\","
                + "\"correlationid\":\"c-1\",\"traceparent\":\"00-0-0-00\",\"data\":\"" + signed + "\"}";
    }

    /**
     * A target of a payload.
     *
     * @param from null where it names no beginning
     * @param to null where it names no end
     * @param kilowatts null where it lifts the limit
     * @param feeds none for all
     */
    public static String target(
            @Nullable String from, @Nullable String to, @Nullable Integer kilowatts, String... feeds) {
        String start = from == null ? "" : "\"start_time\":\"" + from + "\"";
        String end = to == null ? "" : "\"end_time\":\"" + to + "\"";
        return "{\"interval\":{" + start + (start.isEmpty() || end.isEmpty() ? "" : ",") + end + "},"
                + (feeds.length == 0 ? "" : "\"feed_tags\":[\"" + String.join("\",\"", feeds) + "\"],")
                + "\"load_constraint\":"
                + (kilowatts == null ? "null" : "{\"value\":" + kilowatts + ",\"unit\":\"kilowatt\"}") + "}";
    }

    /** The id of a text that this one signed. */
    public String id(String signed) {
        try {
            return SignedOrder.verify(signed, List.of(key())).id();
        } catch (SignedOrder.Refused broken) {
            throw new AssertionError(broken);
        }
    }
}
