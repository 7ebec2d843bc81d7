/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The administration listener: health, metrics and online backup over plain HTTP, on its own
 * address and without keys. It shares no thread with the service.
 */
package io.tabularium.server.admin;
