/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.model.evidence.Witness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BmcScrapeTest {

    private static final Duration HOLD = Duration.ofSeconds(45);

    private final BmcScrape bmc = new BmcScrape(Sites.node(1), HOLD);

    @Test
    void aControllerSaysThePowerOfItsNode() {
        assertThat(read(system("On", "")).readings()).containsExactly(said(Witness.ON));
        assertThat(read(system("Off", "")).readings()).containsExactly(said(Witness.OFF));
        assertThat(read(system("PoweringOn", "")).readings()).containsExactly(said(Witness.UNKNOWN));
    }

    @Test
    void whatIsNotNewIsSaidAgain() {
        bmc.etag();
        read(system("On", "W/\"7\""));
        assertThat(bmc.etag()).isEqualTo("W/\"7\"");
        assertThat(read(Fetched.unchanged()).readings()).containsExactly(said(Witness.ON));
    }

    /** There are controllers whose mark does not follow the power state. */
    @Test
    void oneTimeInTenAllOfItIsAskedFor() {
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            asked.add(bmc.etag());
            read(asked.get(i).isEmpty() ? system("On", "\"1\"") : Fetched.unchanged());
        }
        assertThat(asked).filteredOn(String::isEmpty).hasSize(3);
        assertThat(asked.get(10)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Trouble.class,
            names = {"REFUSED", "TIMEOUT", "NO_ROUTE", "TLS", "NOT_ALLOWED", "NOT_FOUND", "HTTP_ERROR", "TOO_LARGE"})
    void oneThatGivesNoAnswerSaysNothingAndIsAskedForAllOfItNext(Trouble trouble) {
        bmc.etag();
        read(system("Off", "\"1\""));
        Interpreter.Found found = read(Fetched.failed(trouble, "why"));
        assertThat(found.readings()).isEmpty();
        assertThat(found.trouble()).isEqualTo(trouble);
        assertThat(bmc.etag()).isEmpty();
        assertThat(bmc.mayBeAskedLess()).isTrue();
    }

    @Test
    void nothingNewWithoutAWordBeforeIsNoAnswer() {
        assertThat(read(Fetched.unchanged()).trouble()).isEqualTo(Trouble.HTTP_ERROR);
        read(system("On", "\"1\""));
        read(Fetched.failed(Trouble.TIMEOUT, ""));
        assertThat(read(Fetched.unchanged()).readings()).isEmpty();
    }

    @Test
    void aMarkThatCouldBreakARequestIsNotShown() {
        bmc.etag();
        read(system("On", "\"1\"\r\nX-Evil: 1"));
        assertThat(bmc.etag()).isEmpty();
        read(system("On", "\"" + "1".repeat(200) + "\""));
        assertThat(bmc.etag()).isEmpty();
    }

    @Test
    void whatIsNoSystemIsNamed() {
        Interpreter.Found found = read(Fetched.of(bytes("{\"Members\": []}"), "application/json"));
        assertThat(found.trouble()).isEqualTo(Trouble.UNREADABLE);
        assertThat(found.detail()).contains("the url must be that of one system");
    }

    private Interpreter.Found read(Fetched answer) {
        return bmc.read(answer, Optional.empty(), 1_000);
    }

    private static Reachability said(Witness power) {
        return Reachability.byBmc(Sites.node(1), 1_000, HOLD, power);
    }

    private static Fetched system(String state, String etag) {
        return Fetched.of(bytes("{\"PowerState\": \"" + state + "\"}"), "application/json", etag);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
