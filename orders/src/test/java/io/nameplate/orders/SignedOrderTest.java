/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.orders;

import static io.nameplate.orders.Provider.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nimbus-jose-jwt signs is verified and read; see also the collector's FlexFormatTest, which is about what is not. */
class SignedOrderTest {

    private static final String FROM = "2026-06-01T12:05:00Z";
    private static final String TO = "2026-06-01T13:05:00Z";

    private final Provider curve = Provider.withCurve("c-1");
    private final Provider rsa = Provider.withRsa("r-1");
    private final List<SigningKey> keys = List.of(curve.key(), rsa.key());

    @Test
    void whatWasSignedIsRead() throws SignedOrder.Refused {
        for (Provider provider : List.of(curve, rsa)) {
            String signed = provider.order(target(FROM, TO, 12_500, "main-a"), target(TO, null, null));
            SignedOrder order = SignedOrder.verify(signed, keys);
            assertThat(order.id()).matches("flex-[0-9a-f]{24}");
            assertThat(order.kid()).isEqualTo(provider.key().kid());
            assertThat(order.compact()).isEqualTo(signed);
            assertThat(order.targets()).hasSize(2).isEqualTo(SignedOrder.targetsOfVerified(signed));
            assertThat(order.targets().get(0))
                    .isEqualTo(new LoadTarget(Instant.parse(FROM), Instant.parse(TO), List.of("main-a"), 12_500_000));
            assertThat(order.targets().get(1).isLifted()).isTrue();
        }
    }

    /** Such signatures have chance in them. */
    @Test
    void theSameWordsSignedAgainAreTheSameOrder() throws SignedOrder.Refused {
        String one = curve.order(target(FROM, TO, 1));
        String again = curve.order(target(FROM, TO, 1));
        assertThat(again).isNotEqualTo(one);
        assertThat(SignedOrder.verify(again, keys).id())
                .isEqualTo(SignedOrder.verify(one, keys).id())
                .isNotEqualTo(curve.id(curve.order(target(FROM, TO, 2))));
    }

    @Test
    void whatIsNoOrderIsRefusedWithAReason() {
        String signed = curve.order(target(FROM, TO, 1));
        assertThat(refusal(signed, List.of(rsa.key())).reason()).isEqualTo(SignedOrder.Reason.BAD_SIGNATURE);
        assertThat(refusal(signed, List.of(Provider.withCurve("c-1").key())).sentence())
                .startsWith("the signature is not of key 'c-1', which signs with ES256");
        assertThat(refusal(curve.sign("{\"targets\":[]}"), keys).sentence())
                .isEqualTo("its payload: there is no target in it");
        assertThat(refusal(curve.sign("{\"targets\":[{\"secret\":"), keys).sentence())
                .isEqualTo("its payload: it cannot be read");
        assertThat(refusal(curve.order(target(TO, FROM, 1)), keys).sentence())
                .isEqualTo("its payload: a target ends before it begins");
        assertThat(refusal("x".repeat(SignedOrder.LONGEST + 1), keys).sentence())
                .contains("longer than");
        assertThat(refusal("a.b", keys).reason()).isEqualTo(SignedOrder.Reason.BAD_SIGNATURE);
    }

    /** DSX Flex 1.7.0 has both as texts that may be left out, and null for a constraint alone. */
    @Test
    void aTimeThatIsNullIsRefusedWithWhatTheSchemaHasInstead() {
        String interval = "{\"targets\":[{\"load_constraint\":null,\"interval\":{%s}}]}";
        assertThat(refusal(curve.sign(interval.formatted("\"start_time\":null")), keys)
                        .sentence())
                .isEqualTo(
                        "its payload: 'start_time' is null; the schema has it left out where the target begins at once");
        SignedOrder.Refused endless =
                refusal(curve.sign(interval.formatted("\"start_time\":\"" + FROM + "\",\"end_time\":null")), keys);
        assertThat(endless.reason()).isEqualTo(SignedOrder.Reason.BAD_TARGET);
        assertThat(endless.sentence())
                .isEqualTo(
                        "its payload: 'end_time' is null; the schema has it left out where the target lasts until it is"
                                + " replaced");
        assertThat(refusal(curve.sign(interval.formatted("\"start_time\":7")), keys)
                        .sentence())
                .isEqualTo("its payload: 'start_time' is not what the schema has");
    }

    private static SignedOrder.Refused refusal(String compact, List<SigningKey> keys) {
        SignedOrder.Refused refused =
                catchThrowableOfType(SignedOrder.Refused.class, () -> SignedOrder.verify(compact, keys));
        assertThat(refused).as("the order was accepted").isNotNull();
        return refused;
    }
}
