/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import static io.nameplate.orders.Provider.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.mqtt.Formats;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.collectors.mqtt.PayloadFormat;
import io.nameplate.orders.KeyPairs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlexFormatTest {

    private static final int CASES = Integer.getInteger("nameplate.fuzz.signatures", 500);
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String TOPIC = "grid/v1/isv/acme/loadtarget/set";
    private static final String TARGETS = "{\"targets\":[{\"interval\":{\"start_time\":\"2026-06-01T12:05:00Z\","
            + "\"end_time\":\"2026-06-01T13:05:00Z\"},\"feed_tags\":[\"main-a\"],"
            + "\"load_constraint\":{\"value\":12.5,\"unit\":\"megawatt\"},\"strategy\":{\"best_effort\":true}}]}";

    private final KeyPair curve = KeyPairs.onCurve("secp256r1");
    private final KeyPair rsa = KeyPairs.ofRsa(2_048);
    private final List<String> remarks = new ArrayList<>();
    private final PayloadFormat format = Formats.open(source(), remarks);

    private MqttSource source() {
        return Formats.source("""
            mqtt:
              - name: grid
                broker: tcp://b
                format: dsx-flex
                provider: acme
                keys:
                  - {kid: e1, pem: "%s"}
                  - {kid: r1, pem: "%s"}
            """.formatted(inOneLine(curve), inOneLine(rsa)));
    }

    @Test
    void theBrokerKeepsOrdersForAnHourForLongerWhereThatCountsAndNeverForEver() {
        assertThat(new FlexFormat.Definition("acme", List.of(), Duration.ofMinutes(5)).kept())
                .isEqualTo(Duration.ofHours(1));
        assertThat(new FlexFormat.Definition("acme", List.of(), Duration.ofHours(6)).kept())
                .isEqualTo(Duration.ofHours(6));
        assertThat(new FlexFormat.Definition("acme", List.of(), Duration.ofDays(100_000)).kept())
                .isEqualTo(Duration.ofDays(7));
    }

    @Test
    void aSignedOrderIsShownWithAnIdThatOnlyItsContentDecides() {
        read(event(NOW, es256("{\"alg\":\"ES256\",\"kid\":\"e1\"}", TARGETS)));
        assertThat(remarks).isEmpty();
        assertThat(format.report())
                .containsPattern("- \\{id: flex-[0-9a-f]{24}, state: curtailed, from: 2026-06-01T12:05:00Z,"
                        + " to: 2026-06-01T13:05:00Z, reason: \"limit 12500000 W, feeds main-a, key e1,"
                        + " correlation c-1\"\\}\n");
    }

    @Test
    void anRsaKeySignsToo() {
        read(event(NOW, rs256("{\"kid\":\"r1\",\"alg\":\"RS256\",\"typ\":\"JWT\"}", TARGETS)));
        assertThat(remarks).isEmpty();
        assertThat(format.report()).contains("key r1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\",\"kid\":\"e1\"}",
                "{\"alg\":\"RS256\",\"kid\":\"e1\"}",
                "{\"alg\":\"ES256\",\"kid\":\"r1\"}",
                "{\"alg\":\"ES256\",\"kid\":\"e2\"}",
                "{\"alg\":\"ES256\"}",
                "{\"kid\":\"e1\"}",
                "{\"alg\":\"es256\",\"kid\":\"e1\"}",
                "{\"alg\":\"ES256\",\"alg\":\"ES256\",\"kid\":\"e1\"}",
                "[\"ES256\"]",
                "ES256"
            })
    void anotherAlgorithmOrKeyDoesNotCount(String header) {
        read(event(NOW, es256(header, TARGETS)));
        assertThat(remarks).singleElement().asString().startsWith("bad_signature");
        assertThat(format.report()).contains("windows: []");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"jku\":\"https://127.0.0.1/keys\"",
                "\"x5u\":\"https://127.0.0.1/certificate\"",
                "\"jwk\":{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
                "\"x5c\":[\"MIIB\"]",
                "\"x5t\":\"MIIB\"",
                "\"crit\":[\"exp\"],\"exp\":1",
                "\"crit\":[\"b64\"],\"b64\":false",
                "\"zip\":\"DEF\""
            })
    void aHeaderThatBringsAKeyOrRulesIsNeverFollowed(String member) {
        read(event(NOW, es256("{\"alg\":\"ES256\",\"kid\":\"e1\"," + member + "}", TARGETS)));
        assertThat(remarks).singleElement().asString().startsWith("forbidden_header");
        assertThat(format.report()).contains("windows: []");
    }

    @Test
    void thePublicKeyIsNoSecretToSignWith() throws GeneralSecurityException {
        for (byte[] secret : List.of(
                rsa.getPublic().getEncoded(), KeyPairs.pem(rsa.getPublic()).getBytes(StandardCharsets.US_ASCII))) {
            String input = part("{\"alg\":\"HS256\",\"kid\":\"r1\"}") + "." + part(TARGETS);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            read(event(NOW, input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)))));
        }
        assertThat(remarks).hasSize(2).allMatch(remark -> remark.startsWith("bad_signature"));
    }

    @Test
    void theSameOrderInAnotherEnvelopeIsARepetition() {
        String data = es256("{\"alg\":\"ES256\",\"kid\":\"e1\"}", TARGETS);
        read(event(NOW, data));
        read(event(NOW.plusSeconds(1), data).replace("c-1", "c-2"));
        assertThat(remarks).singleElement().asString().startsWith("replayed");
    }

    @Test
    void whatIsOldOrOverOrOfSomebodyElseDoesNotCount() {
        String data = es256("{\"alg\":\"ES256\",\"kid\":\"e1\"}", TARGETS);
        read(event(NOW.minusSeconds(301), data));
        read(event(NOW.plusSeconds(301), data));
        read(event(NOW, es256("{\"alg\":\"ES256\",\"kid\":\"e1\"}", TARGETS.replace("2026-06-01T1", "2026-05-01T1"))));
        read(event(NOW, data).replace("isv/acme", "isv/other"));
        read(event(NOW, data).replace("loadtarget.set", "powerstate.status"));
        format.read(TOPIC, event(NOW, data).getBytes(StandardCharsets.UTF_8), true, NOW.toEpochMilli());
        format.read(TOPIC.replace("acme", "b"), new byte[0], false, NOW.toEpochMilli());
        assertThat(remarks.stream().map(remark -> remark.replaceFirst(":.*", "")))
                .containsExactly(
                        "not_of_now", "not_of_now", "not_of_now", "bad_event", "bad_event", "retained", "other_topic");
        assertThat(format.report()).contains("windows: []");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"targets\":[]}",
                "{\"targets\":[{}]}",
                "{\"targets\":[{\"load_constraint\":{\"value\":-1,\"unit\":\"watt\"}}]}",
                "{\"targets\":[{\"load_constraint\":{\"value\":1,\"unit\":\"horse\"}}]}",
                "{\"targets\":[{\"load_constraint\":null,\"interval\":{\"start_time\":\"tomorrow\"}}]}",
                "{\"targets\":[{\"load_constraint\":null},7]}"
            })
    void aSignedOrderThatCannotBeReadCountsForNothing(String targets) {
        read(event(NOW, es256("{\"alg\":\"ES256\",\"kid\":\"e1\"}", targets)));
        assertThat(remarks).singleElement().asString().startsWith("bad_target");
        assertThat(format.report()).contains("windows: []");
    }

    @Test
    void aVerifiedOrderIsHandedOnAsItWasSignedAndNothingElseIs() {
        List<String> handed = new ArrayList<>();
        PayloadFormat handing = Formats.open(
                source(),
                remarks,
                (id, signed, received) -> handed.add(id.replaceFirst("-.*", "") + " " + signed + " " + received));
        String data = es256("{\"alg\":\"ES256\",\"kid\":\"e1\"}", TARGETS);
        for (String event : List.of(
                event(NOW, data),
                event(NOW, data),
                event(NOW, es256("{\"alg\":\"ES256\",\"kid\":\"r1\"}", TARGETS)),
                event(NOW, es256("{\"alg\":\"ES256\",\"kid\":\"e1\"}", "{\"targets\":[]}")),
                event(
                        NOW,
                        es256(
                                "{\"alg\":\"ES256\",\"kid\":\"e1\"}",
                                TARGETS.replace("2026-06-01T1", "2026-05-01T1"))))) {
            assertThat(handing.read(TOPIC, event.getBytes(StandardCharsets.UTF_8), false, NOW.toEpochMilli()))
                    .isEmpty();
        }
        assertThat(handed).containsExactly("flex " + data + " " + NOW);
        assertThat(remarks.stream().map(remark -> remark.replaceFirst(":.*", "")))
                .containsExactly("replayed", "bad_signature", "bad_target", "not_of_now");
    }

    @Test
    void anOrderThatCannotBeKeptIsSaidAndShownAllTheSame() {
        PayloadFormat full = Formats.open(source(), remarks, (id, signed, received) -> {
            throw new IOException("no room");
        });
        String event = event(NOW, es256("{\"alg\":\"ES256\",\"kid\":\"e1\"}", TARGETS));
        assertThat(full.read(TOPIC, event.getBytes(StandardCharsets.UTF_8), false, NOW.toEpochMilli()))
                .isEmpty();
        assertThat(remarks).singleElement().asString().matches("not_kept: order 'flex-.*' is not kept .*: no room");
        assertThat(full.report()).contains("key e1");
    }

    @Test
    void openEndsAndLiftedLimitsAreSaid() {
        read(event(
                NOW,
                es256(
                        "{\"alg\":\"ES256\",\"kid\":\"e1\"}",
                        "{\"targets\":[{\"interval\":{},\"load_constraint\":{\"value\":5,\"unit\":\"kilowatt\"}},"
                                + "{\"interval\":{},\"load_constraint\":null}]}")));
        assertThat(format.report())
                .contains("from: 2026-06-01T12:00:00Z, to: UNTIL_REPLACED, reason: \"limit 5000 W, feeds all")
                .contains("its start is the time of receipt and not signed")
                .contains("# lifts the limit: end the order that it replaces\n  # - {id: flex-");
    }

    /** Whatever is changed in a signed order, it is not another order. */
    @Test
    void damagedOrdersNeverCount() {
        long seed = Long.getLong("nameplate.fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        String event = event(NOW, es256("{\"alg\":\"ES256\",\"kid\":\"e1\"}", TARGETS));
        read(event);
        String report = format.report().replaceFirst("correlation [^\"]*", "");
        for (int run = 0; run < CASES; run++) {
            byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(95));
            }
            try {
                assertThat(format.read(TOPIC, bytes, false, NOW.toEpochMilli())).isEmpty();
            } catch (RuntimeException | Error broken) {
                throw new AssertionError("seed " + seed + ", run " + run, broken);
            }
            assertThat(format.report().replaceFirst("correlation [^\"]*", ""))
                    .as("seed %d, run %d: %s", seed, run, new String(bytes, StandardCharsets.UTF_8))
                    .isEqualTo(report);
        }
    }

    private void read(String event) {
        assertThat(format.read(TOPIC, event.getBytes(StandardCharsets.UTF_8), false, NOW.toEpochMilli()))
                .isEmpty();
    }

    private String es256(String header, String payload) {
        return signed(header, payload, "SHA256withECDSAinP1363Format", curve);
    }

    private String rs256(String header, String payload) {
        return signed(header, payload, "SHA256withRSA", rsa);
    }

    private static String signed(String header, String payload, String algorithm, KeyPair pair) {
        String input = part(header) + "." + part(payload);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + base64(signature.sign());
        } catch (GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }

    private static String part(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String inOneLine(KeyPair pair) {
        return KeyPairs.pem(pair.getPublic()).replace("\n", "");
    }
}
