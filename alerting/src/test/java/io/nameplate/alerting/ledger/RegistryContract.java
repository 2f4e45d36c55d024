/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.alerting.Sample;
import io.nameplate.alerting.ledger.registry.Posted;
import io.nameplate.model.language.Document;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the ledger promises of the registry. */
abstract class RegistryContract extends LedgerWorld {

    @Test
    void theSameTextsAreNoNewVersion() {
        assertThat(registry.post(Sample.registry())).isEqualTo(new Posted.Recorded(1, false));
        assertThat(registry.post(List.of(new Document("site.yaml", Sample.text(0.95)))))
                .isEqualTo(new Posted.Recorded(2, true));
        assertThat(registry.version(1).orElseThrow().documents()).isEqualTo(Sample.registry());
        assertThat(registry.latestRegistry().orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void aWrongRegistryIsRefusedWithEveryProblemAndChangesNothing() {
        Posted posted = registry.post(List.of(new Document(
                "site.yaml",
                Sample.text(0.99)
                        .replace("sku: H100-SXM5\n", "sku: B200\n")
                        .replace("halls: [h1]\n", "hals: [h1]\n"))));
        assertThat(posted)
                .isInstanceOfSatisfying(
                        Posted.Refused.class,
                        refused -> assertThat(refused.problems()).hasSizeGreaterThan(2));
        assertThat(registry.latestNumber()).isEqualTo(1);
    }
}
