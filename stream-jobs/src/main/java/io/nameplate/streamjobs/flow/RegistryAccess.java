/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.language.Registry;
import java.io.Serializable;
import java.util.Optional;

/** Where the operators get the registry. */
public interface RegistryAccess extends Serializable {

    /** The newest version this process knows; waits for the first one. The same object until there is a newer one. */
    Registry current();

    /** A version that was current a moment ago, or is. */
    Optional<Registry> version(long number);
}
