/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.devices.Devices;
import io.nameplate.model.language.Registry;
import java.io.IOException;
import java.util.Optional;

/** Everything of one kind of input that reads; closing it ends the reading. */
interface Driver extends AutoCloseable {

    /** Sources that are not connected now. */
    long sourcesAway();

    /** Goes on with another version of the registry. */
    default void follow(Registry registry) {}

    /** What a source has taught beside readings, a text for a person, if the driver has a source of that name. */
    default Optional<String> report(String source) {
        return Optional.empty();
    }

    /**
     * Goes on with another device file: what stands in it as before is not touched.
     *
     * @throws IOException if a file that it names cannot be read; then nothing has changed
     */
    void reload(Devices devices) throws IOException;

    @Override
    void close();
}
