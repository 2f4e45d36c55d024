/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The way to an MQTT broker, of MQTT 5 or of 3.1.1, for whoever has one to go: login and certificates, sockets that take no
 * longer packet than they were told, and why there is no connection, in words. What is said over a connection is no concern of this room.
 */
@NullMarked
package io.nameplate.access.broker;

import org.jspecify.annotations.NullMarked;
