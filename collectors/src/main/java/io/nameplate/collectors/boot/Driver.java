/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

/** Everything of one kind of input that reads; closing it ends the reading. */
interface Driver extends AutoCloseable {

    /** Sources that are not connected now. */
    long sourcesAway();

    @Override
    void close();
}
