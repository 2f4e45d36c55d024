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

    /**
     * The newest version, which is at least this one: another process knew it already. Waits for it for a while; then the
     * one before has to do.
     */
    Registry atLeast(long version);

    /** A version that was current a moment ago, or is. */
    Optional<Registry> version(long number);
}
