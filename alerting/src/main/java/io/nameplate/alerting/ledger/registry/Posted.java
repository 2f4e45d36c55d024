/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.registry;

import io.nameplate.model.language.document.Problem;
import java.util.List;

/** What became of texts that were offered as the registry. */
public sealed interface Posted {

    /**
     * They are the registry now.
     *
     * @param version the number they stand under
     * @param isNew false when the latest version already says the same
     */
    record Recorded(long version, boolean isNew) implements Posted {}

    /** They cannot be the registry; nothing was changed. */
    record Refused(List<Problem> problems) implements Posted {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
