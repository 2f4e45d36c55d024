/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.registry;

import io.nameplate.model.language.Document;
import java.time.Instant;
import java.util.List;

/** One recorded version of the registry: the texts as they were written, under the number the ledger gave them. */
public record RegistryVersion(long version, Instant recordedAt, List<Document> documents) {

    public RegistryVersion {
        documents = List.copyOf(documents);
    }
}
