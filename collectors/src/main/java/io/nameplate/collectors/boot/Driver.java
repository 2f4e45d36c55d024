/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.model.language.Registry;

/** Everything of one kind of input that reads; closing it ends the reading. */
interface Driver extends AutoCloseable {

    /** Sources that are not connected now. */
    long sourcesAway();

    /** Goes on with another version of the registry. */
    default void follow(Registry registry) {}

    @Override
    void close();
}
